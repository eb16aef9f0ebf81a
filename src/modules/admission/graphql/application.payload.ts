import { Field, ObjectType } from '@nestjs/graphql';
import { UserErrorType } from '../../../graphql/user-error.js';
import {
  addAdmissionDocumentErrors,
  startAdmissionApplicationErrors,
} from '../application.errors.js';
import { removeDocumentErrors } from '../domain/application-document.js';
import {
  saveApplicationErrors,
  submitApplicationErrors,
  withdrawApplicationErrors,
} from '../domain/application.js';
import { AdmissionDocumentType, ApplicationType } from './application.type.js';

const StartError = UserErrorType('StartAdmissionApplication', startAdmissionApplicationErrors);
const SaveError = UserErrorType('SaveAdmissionApplication', saveApplicationErrors);
const SubmitError = UserErrorType('SubmitAdmissionApplication', submitApplicationErrors);
const WithdrawError = UserErrorType('WithdrawAdmissionApplication', withdrawApplicationErrors);
const AddDocumentError = UserErrorType('AddAdmissionDocument', addAdmissionDocumentErrors);
const RemoveDocumentError = UserErrorType('RemoveAdmissionDocument', removeDocumentErrors);

@ObjectType()
export class StartAdmissionApplicationPayload {
  @Field(() => ApplicationType, { nullable: true }) application?: ApplicationType;
  @Field(() => [StartError]) userErrors!: InstanceType<typeof StartError>[];
}

@ObjectType()
export class SaveAdmissionApplicationPayload {
  @Field(() => ApplicationType, { nullable: true }) application?: ApplicationType;
  @Field(() => [SaveError]) userErrors!: InstanceType<typeof SaveError>[];
}

@ObjectType()
export class SubmitAdmissionApplicationPayload {
  @Field(() => ApplicationType, { nullable: true }) application?: ApplicationType;
  @Field(() => [SubmitError]) userErrors!: InstanceType<typeof SubmitError>[];
}

@ObjectType()
export class WithdrawAdmissionApplicationPayload {
  @Field(() => ApplicationType, { nullable: true }) application?: ApplicationType;
  @Field(() => [WithdrawError]) userErrors!: InstanceType<typeof WithdrawError>[];
}

@ObjectType()
export class AddAdmissionDocumentPayload {
  @Field(() => AdmissionDocumentType, { nullable: true }) document?: AdmissionDocumentType;
  @Field(() => [AddDocumentError]) userErrors!: InstanceType<typeof AddDocumentError>[];
}

@ObjectType()
export class RemoveAdmissionDocumentPayload {
  @Field(() => AdmissionDocumentType, { nullable: true }) document?: AdmissionDocumentType;
  @Field(() => [RemoveDocumentError]) userErrors!: InstanceType<typeof RemoveDocumentError>[];
}
