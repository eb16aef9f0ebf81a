import { ArgsType, Field, ID, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsOptional, MaxLength, ValidateNested } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { ProviderFocusEnum } from '../../providers/index.js';
import type { ProviderFocus } from '../../platform/kernel/vocabulary.js';
import {
  APPLICATION_ORDERS,
  type ApplicationFilter,
  type ApplicationOrder,
} from '../application.store.js';
import type { ApplicationChanges, ApplicationState } from '../domain/application.js';
import { ApplicationStateEnum, ContactInputType, ServedCaseType } from './application.type.js';

const ApplicationOrderEnum = enumOf(Object.keys(APPLICATION_ORDERS) as ApplicationOrder[], {
  name: 'AdmissionApplicationOrder',
  description: 'By the last change.',
});

@InputType({ description: 'Which applications: all conditions hold at once.' })
export class AdmissionApplicationFilterInput {
  @Field(() => [ApplicationStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: ApplicationState[];

  @Field(() => ID, { nullable: true }) providerId?: string;
}

@ArgsType()
export class AdmissionApplicationsArgs extends PageArgs {
  @Field(() => AdmissionApplicationFilterInput, { nullable: true })
  filter?: AdmissionApplicationFilterInput;

  @Field(() => ApplicationOrderEnum, { defaultValue: 'NEWEST' })
  orderBy!: ApplicationOrder;
}

export function toFilter({
  providerId,
  ...rest
}: AdmissionApplicationFilterInput): ApplicationFilter {
  return { ...rest, ...(providerId && { providerId: uuidOf('Provider', providerId) }) };
}

@InputType()
export class StartAdmissionApplicationInput {
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType({
  description:
    'What changed in a draft: fields left out stay, fields given are replaced as a whole.',
})
export class SaveAdmissionApplicationInput {
  @Field(() => ID) applicationId!: string;
  @Field(() => Int, { description: 'The version that the change was made on.' })
  expectedVersion!: number;

  @Field({ nullable: true }) @IsOptional() @MaxLength(400) legalName?: string;
  @Field(() => ProviderFocusEnum, { nullable: true }) focus?: ProviderFocus;
  @Field(() => [String], { nullable: true, description: 'The first is the main one.' })
  @IsOptional()
  @ArrayMaxSize(100)
  @MaxLength(60, { each: true })
  categoryCodes?: string[];
  @Field(() => [String], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(100)
  @MaxLength(60, { each: true })
  regionCodes?: string[];
  @Field(() => [ContactInputType], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => ContactInputType)
  contacts?: ContactInputType[];
  @Field(() => [ServedCaseType], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => ServedCaseType)
  cases?: ServedCaseType[];
}

/** The fields that were given; null means left out, as nothing here can be emptied by null. */
export function changesOf(input: SaveAdmissionApplicationInput): ApplicationChanges {
  const { legalName, focus, categoryCodes, regionCodes, contacts, cases } = input;
  const given = { legalName, focus, categoryCodes, regionCodes, contacts };
  const kept = Object.entries(given).filter(([, value]) => value != null);
  return {
    ...(Object.fromEntries(kept) as ApplicationChanges),
    ...(cases && { cases: cases.map((one) => ({ ...one, endedOn: one.endedOn ?? null })) }),
  };
}

@InputType({ description: 'A paper for the application, or one that renews an accepted one.' })
export class AddAdmissionDocumentInput {
  @Field({ description: 'A kind of document of the admission policy.' })
  @MaxLength(60)
  kind!: string;
  @Field(() => ID, { description: 'An upload of your own: `POST /files`.' }) fileId!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Until when it is good.' })
  @IsOptional()
  expiresOn?: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class RemoveAdmissionDocumentInput {
  @Field(() => ID) documentId!: string;
}

@InputType()
export class SubmitAdmissionApplicationInput {
  @Field(() => ID) applicationId!: string;
  @Field(() => Int, { description: 'The version that you saw.' }) expectedVersion!: number;
}

@InputType()
export class WithdrawAdmissionApplicationInput {
  @Field(() => ID) applicationId!: string;
  @Field({ defaultValue: '' }) @MaxLength(1_000) reason!: string;
}
