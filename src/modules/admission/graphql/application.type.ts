import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { ProviderFocusEnum } from '../../providers/index.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { ProviderFocus } from '../../platform/kernel/vocabulary.js';
import {
  applicationStates,
  type ApplicationContent,
  type ApplicationState,
  type Contact,
  type ServedCase,
} from '../domain/application.js';
import type {
  ApplicationSubmission,
  ApplicationTransition,
} from '../entities/application-history.entity.js';
import type { AdmissionDocument } from '../entities/application-document.entity.js';
import type { AdmissionApplication } from '../entities/application.entity.js';

export const ApplicationStateEnum = enumOf(applicationStates.states, {
  name: 'AdmissionApplicationState',
  description: 'Where an application is on its way. It can be changed as DRAFT and RETURNED.',
});

@InputType('ApplicationContactInput')
export class ContactInputType implements Contact {
  @Field() @MaxLength(200) name!: string;
  @Field({ defaultValue: '', description: 'What they do at the company.' })
  @MaxLength(200)
  role!: string;
  @Field({ defaultValue: '' }) @MaxLength(40) phone!: string;
  @Field({ defaultValue: '' }) @MaxLength(400) email!: string;
}

@ObjectType('SealedContact', {
  description:
    'What `revealPersonalData` opens for a reason, as `sealed` of the application; empty where nothing was given.',
})
export class SealedContactType {
  @Field() name!: string;
  @Field() phone!: string;
  @Field() email!: string;
}

@ObjectType('ApplicationContact', {
  description: 'Whom reviewers can ask. In clear to the company itself, masked to everybody else.',
})
export class ContactType implements Contact {
  @Field() name!: string;
  @Field({ description: 'What they do at the company.' }) role!: string;
  @Field() phone!: string;
  @Field() email!: string;
  @Field(() => SealedContactType) sealed!: SealedContactType;
}

@ObjectType('ServedCase', { description: 'Something that the company did for a merchant.' })
@InputType('ServedCaseInput')
export class ServedCaseType implements ServedCase {
  @Field() @MaxLength(400) merchantName!: string;
  @Field({ description: 'A code from the `categories` list.' })
  @MaxLength(60)
  categoryCode!: string;
  @Field(() => DateScalar) startedOn!: string;
  @Field(() => DateScalar, { nullable: true }) @IsOptional() endedOn!: string | null;
  @Field({ description: 'At most 2,000 characters.' }) @MaxLength(10_000) description!: string;
}

@ObjectType('ApplicationContent', { description: 'What the company says of itself.' })
export class ContentType {
  /** Whose contacts these are, and as they are kept; the resolver shows them. */
  readonly applicationUuid!: string;
  readonly providerUuid!: string;
  readonly sealedContacts!: readonly Contact[];

  @Field() legalName!: string;
  @Field(() => ProviderFocusEnum) focus!: ProviderFocus;
  @Field(() => [String], { description: 'The first is the main one.' }) categoryCodes!: string[];
  @Field(() => [String]) regionCodes!: string[];
  @Field(() => [ServedCaseType]) cases!: ServedCaseType[];
}

@ObjectType('AdmissionDocument', {
  implements: () => [Node],
  description: 'A paper that the company handed over.',
})
export class AdmissionDocumentType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'A kind of document of the admission policy.' }) kind!: string;
  @Field(() => ID, { description: 'Download it from `GET /files/<id>`.' }) fileId!: string;
  @Field(() => DateScalar, { nullable: true }) expiresOn!: string | null;
  @Field(() => DateTimeScalar) addedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When reviewers accepted it.' })
  acceptedAt!: Date | null;
}

@ObjectType('ApplicationRequest', { description: 'One thing that reviewers asked for.' })
@InputType('ApplicationRequestInput')
export class RequestType {
  @Field({ description: 'A kind of document, or a word for what is asked.' })
  @MaxLength(60)
  code!: string;
  @Field({ description: 'What exactly; the provider reads it.' }) @MaxLength(1_000) note!: string;
}

@ObjectType('ApplicationTransition', {
  description: 'One move of an application from state to state, and why.',
})
export class ApplicationTransitionType {
  @Field(() => ApplicationStateEnum, { nullable: true }) fromState!: ApplicationState | null;
  @Field(() => ApplicationStateEnum) toState!: ApplicationState;
  @Field() reason!: string;
  @Field(() => [RequestType]) requests!: RequestType[];
  @Field(() => DateTimeScalar) decidedAt!: Date;
}

@ObjectType('SubmittedDocument', { description: 'A document as it was submitted.' })
export class SubmittedDocumentType {
  @Field(() => ID) documentId!: string;
  @Field() kind!: string;
  @Field(() => ID) fileId!: string;
  @Field(() => DateScalar, { nullable: true }) expiresOn!: string | null;
}

@ObjectType('ApplicationSubmission', {
  description: 'An application as it was submitted: what reviewers decide on. Never changes.',
})
export class SubmissionType {
  @Field(() => Int) number!: number;
  @Field(() => ContentType) content!: ContentType;
  @Field(() => [SubmittedDocumentType]) documents!: SubmittedDocumentType[];
  @Field(() => Int) policyVersion!: number;
  @Field({ description: 'SHA-256 of content and documents in canonical JSON, in hexadecimal.' })
  contentHash!: string;
  @Field(() => DateTimeScalar) submittedAt!: Date;
}

@ObjectType('AdmissionApplication', {
  implements: () => [Node],
  description: 'A company’s application for admission (入驻申请).',
})
export class ApplicationType implements Node {
  /** For the fields that other modules’ objects are behind. */
  readonly providerUuid!: string;
  readonly uuid!: string;

  @Field(() => ID) id!: string;
  @Field(() => ID) providerId!: string;
  @Field(() => Int, { description: 'The company’s first application, second…' }) number!: number;
  @Field(() => ApplicationStateEnum) state!: ApplicationState;
  @Field(() => ContentType) content!: ContentType;
  @Field(() => Int, { description: 'Give it back as `expectedVersion` when you save or submit.' })
  version!: number;
  @Field(() => Int, { description: 'How often it was submitted.' }) submissions!: number;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Returned: the last day for supplying what was asked for.',
  })
  dueOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Rejected: apply again from that day.' })
  reapplyFrom!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar) updatedAt!: Date;
}

@ObjectType()
export class AdmissionApplicationConnection extends Connection(
  ApplicationType,
  'AdmissionApplication',
) {}

export function toApplicationType(row: AdmissionApplication): ApplicationType {
  return {
    ...row,
    content: toContentType(row.content, row.id, row.providerId),
    uuid: row.id,
    providerUuid: row.providerId,
    id: publicId('AdmissionApplication', row.id),
    providerId: publicId('Provider', row.providerId),
  };
}

export function toDocumentType(row: AdmissionDocument): AdmissionDocumentType {
  const { kind, expiresOn, addedAt, acceptedAt } = row;
  return {
    id: publicId('AdmissionDocument', row.id),
    kind,
    fileId: publicId('StoredFile', row.fileId),
    expiresOn,
    addedAt,
    acceptedAt,
  };
}

export function toTransitionType(row: ApplicationTransition): ApplicationTransitionType {
  const { fromState, toState, reason, requests, decidedAt } = row;
  return { fromState, toState, reason, requests: [...requests], decidedAt };
}

function toContentType(
  { contacts, ...content }: ApplicationContent,
  applicationUuid: string,
  providerUuid: string,
): ContentType {
  return {
    ...(content as Omit<ContentType, 'sealedContacts' | 'applicationUuid' | 'providerUuid'>),
    applicationUuid,
    providerUuid,
    sealedContacts: contacts,
  };
}

export function toSubmissionType(row: ApplicationSubmission, providerUuid: string): SubmissionType {
  return {
    number: row.number,
    content: toContentType(row.content, row.applicationId, providerUuid),
    documents: row.documents.map(({ id, kind, fileId, expiresOn }) => ({
      documentId: publicId('AdmissionDocument', id),
      kind,
      fileId: publicId('StoredFile', fileId),
      expiresOn,
    })),
    policyVersion: row.policyVersion,
    contentHash: row.contentHash.toString('hex'),
    submittedAt: row.submittedAt,
  };
}
