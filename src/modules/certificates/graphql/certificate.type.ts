import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { businessDateOf, type BusinessDate } from '../../platform/kernel/business-date.js';
import { publicId } from '../../platform/kernel/ids.js';
import type { CertificateRow } from '../certificate.store.js';
import { CERTIFICATE_STATES, stateOn, type CertificateState } from '../domain/certificate-state.js';
import { NAME_DISPLAYS, type NameDisplay } from '../domain/consent.js';
import { RULING_KINDS, type RulingKind } from '../domain/rule-certificate.js';
import type { CertificateRuling } from '../entities/certificate-history.entity.js';
import type { PublishedKey } from '../issuer-key.store.js';
import type { LookupChannel, VerificationCount } from '../lookup.store.js';

export const CertificateStateEnum = enumOf(CERTIFICATE_STATES, {
  name: 'CertificateState',
  description: 'Whether a certificate holds today. Follows from its term and what was ruled.',
});
export const NameDisplayEnum = enumOf(NAME_DISPLAYS, {
  name: 'CertificateNameDisplay',
  description: 'How much of the holder’s name everybody may read: all, the first character, none.',
});
const RulingKindEnum = enumOf(RULING_KINDS, {
  name: 'CertificateRulingKind',
  description: 'What was ruled about a certificate.',
});
const LookupChannelEnum = enumOf<LookupChannel>(['PAGE', 'QUERY', 'DOWNLOAD'], {
  name: 'CertificateLookupChannel',
  description: 'The public page, the verifyCertificate query, or a download.',
});

@ObjectType('CertificateRuling', {
  description: 'A suspension, its lifting, or a revocation, with its reason.',
})
export class CertificateRulingType {
  @Field(() => RulingKindEnum) kind!: RulingKind;
  @Field() reason!: string;
  @Field(() => DateScalar) effectiveOn!: BusinessDate;
  @Field(() => DateTimeScalar) decidedAt!: Date;
}

@ObjectType('Certificate', {
  implements: () => [Node],
  description: 'A level that an operator holds, signed so that anybody can check it.',
})
export class CertificateType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'As printed: CP-XXXX-XXXX-XXXX.' }) number!: string;
  @Field(() => ID) operatorId!: string;
  @Field({ description: 'A code of the certificates policy.' }) level!: string;
  @Field({ description: 'The decision that it was issued for.' }) entitlement!: string;
  @Field(() => CertificateStateEnum) state!: CertificateState;
  @Field(() => DateScalar) issuedOn!: BusinessDate;
  @Field(() => DateScalar, { description: 'The last valid day.' }) validUntil!: BusinessDate;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it is void; may lie ahead.',
  })
  revokedOn!: BusinessDate | null;
  @Field(() => NameDisplayEnum) nameDisplay!: NameDisplay;
  @Field() showEmployer!: boolean;
  @Field({
    description: 'The public page: what anybody sees, with the badge and the signed files.',
  })
  publicUrl!: string;
}

@ObjectType()
export class CertificateConnection extends Connection(CertificateType, 'Certificate') {}

/** @param pageUrlOf the address of a number's public page */
export function toCertificateType(now: Date, pageUrlOf: (number: string) => string) {
  return (row: CertificateRow): CertificateType => ({
    id: publicId('Certificate', row.id),
    number: row.number,
    operatorId: publicId('Operator', row.operatorId),
    level: row.level,
    entitlement: row.entitlement,
    state: stateOn(row, businessDateOf(now)),
    issuedOn: row.issuedOn,
    validUntil: row.validUntil,
    revokedOn: row.revokedOn,
    nameDisplay: row.nameDisplay,
    showEmployer: row.showEmployer,
    publicUrl: pageUrlOf(row.number),
  });
}

export function toRulingType(row: CertificateRuling): CertificateRulingType {
  return row;
}

@ObjectType('CertificateVerificationCount', {
  description: 'How often a certificate was looked at on a day, never by whom.',
})
export class VerificationCountType implements VerificationCount {
  @Field(() => DateScalar) date!: BusinessDate;
  @Field(() => LookupChannelEnum) channel!: LookupChannel;
  @Field(() => Int) count!: number;
}

@ObjectType()
export class VerificationCountConnection extends Connection(
  VerificationCountType,
  'CertificateVerificationCount',
) {}

@ObjectType('IssuerKey', { description: 'A key that signs certificates, or did.' })
export class IssuerKeyType {
  @Field(() => ID) id!: string;
  @Field({ description: 'The DID URL by which signatures name it.' }) keyId!: string;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it stopped signing. What it signed before stays verifiable.',
  })
  retiredAt!: Date | null;
}

export function toIssuerKeyType({ id, keyId, createdAt, retiredAt }: PublishedKey): IssuerKeyType {
  return { id: publicId('IssuerKey', id), keyId, createdAt, retiredAt };
}
