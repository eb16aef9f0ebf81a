import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { UserErrorType } from '../../../graphql/user-error.js';
import { exportErrors } from '../domain/export-errors.js';
import { eraseErrors, revealErrors } from '../domain/personal-data-errors.js';

@InputType({ description: 'Either `field` or `sealed`.' })
export class RevealPersonalDataInput {
  @Field(() => ID, { description: 'Whose: an operator, an account, a mark of a party.' })
  subjectId!: string;

  @Field({ nullable: true, description: 'The name of the field, such as `identityNumber`.' })
  @IsOptional()
  @MaxLength(60)
  field?: string;

  @Field({ nullable: true, description: 'A `sealed:…` value from an audit entry of this object.' })
  @IsOptional()
  @MaxLength(5_000)
  sealed?: string;

  @Field({ description: '10 to 500 characters; recorded.' })
  @MaxLength(2_000)
  reason!: string;
}

@InputType()
export class ErasePersonalDataInput {
  @Field(() => ID, { description: 'Whose: an operator or an account.' })
  subjectId!: string;

  @Field({ description: '10 to 500 characters; recorded.' })
  @MaxLength(2_000)
  reason!: string;
}

const RevealPersonalDataError = UserErrorType('RevealPersonalData', revealErrors);
const ErasePersonalDataError = UserErrorType('ErasePersonalData', eraseErrors);

@ObjectType()
export class RevealPersonalDataPayload {
  @Field(() => String, { nullable: true }) value?: string;
  @Field(() => [RevealPersonalDataError])
  userErrors!: InstanceType<typeof RevealPersonalDataError>[];
}

@ObjectType()
export class ErasePersonalDataPayload {
  @Field(() => ID, { nullable: true }) erasedSubjectId?: string;
  @Field(() => [ErasePersonalDataError]) userErrors!: InstanceType<typeof ErasePersonalDataError>[];
}

const RequestDataExportError = UserErrorType('RequestDataExport', exportErrors);

@ObjectType()
export class RequestDataExportPayload {
  @Field(() => ID, {
    nullable: true,
    description: 'Watch it by `jobProgress`; its result names the file (`fileId`) to download.',
  })
  jobId?: string;
  @Field(() => [RequestDataExportError])
  userErrors!: InstanceType<typeof RequestDataExportError>[];
}
