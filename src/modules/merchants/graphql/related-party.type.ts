import { ArgsType, Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { publicId } from '../../platform/kernel/ids.js';
import { endPartyMarkErrors, PARTY_GROUNDS, type PartyGround } from '../domain/party-mark.js';
import type { RelatedParties } from '../party-mark.store.js';
import { recordPartyMarkErrors } from '../record-party-mark.errors.js';
import type { MaskedPartyMark } from '../related-party.service.js';

export const PartyGroundEnum = enumOf(PARTY_GROUNDS, {
  name: 'PartyGround',
  description:
    'What a person, company or account is to a party: owner, legal representative, bank account.',
});

@ObjectType('PartyMark', {
  implements: () => [Node],
  description:
    'Who owns, represents or is paid for a company. Shared ones make related parties (关联方).',
})
export class PartyMarkType implements Node {
  @Field(() => ID) id!: string;
  @Field(() => ID, { nullable: true }) providerId!: string | null;
  @Field(() => ID, { nullable: true }) merchantId!: string | null;
  @Field(() => PartyGroundEnum) ground!: PartyGround;
  @Field(() => String, { nullable: true, description: 'Masked: `***002X`. Null once erased.' })
  identifier!: string | null;
  @Field(() => DateTimeScalar) declaredAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'No longer in force since.' })
  endedAt!: Date | null;
  @Field(() => String, { nullable: true }) endReason!: string | null;
}

@ObjectType()
export class PartyMarkConnection extends Connection(PartyMarkType, 'PartyMark') {}

export function toPartyMarkType(row: MaskedPartyMark): PartyMarkType {
  const { ground, identifier, declaredAt, endedAt, endReason } = row;
  return {
    id: publicId('PartyMark', row.id),
    providerId: row.providerId && publicId('Provider', row.providerId),
    merchantId: row.merchantId && publicId('Merchant', row.merchantId),
    ground,
    identifier,
    declaredAt,
    endedAt,
    endReason,
  };
}

@ObjectType('RelatedParties', {
  description: 'A provider and a merchant whose engagements are shown and never scored.',
})
export class RelatedPartiesType {
  @Field(() => ID) providerId!: string;
  @Field(() => ID) merchantId!: string;
  @Field(() => [PartyGroundEnum], { description: 'By what they are related, on either side.' })
  grounds!: PartyGround[];
  @Field(() => DateTimeScalar, { description: 'Since when both sides’ marks are on record.' })
  knownSince!: Date;
}

@ObjectType()
export class RelatedPartiesConnection extends Connection(RelatedPartiesType, 'RelatedParties') {}

export function toRelatedPartiesType(row: RelatedParties): RelatedPartiesType {
  return {
    providerId: publicId('Provider', row.providerId),
    merchantId: publicId('Merchant', row.merchantId),
    grounds: [...row.grounds],
    knownSince: row.knownSince,
  };
}

@ArgsType()
export class RelatedPartiesArgs extends PageArgs {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => ID, { nullable: true }) merchantId?: string;
}

/** One of the two. */
@ArgsType()
export class PartyMarksArgs extends PageArgs {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => ID, { nullable: true }) merchantId?: string;
}

@InputType({ description: 'Of one company: either `providerId` or `merchantId`.' })
export class RecordPartyMarkInput {
  @Field(() => ID, { nullable: true }) providerId?: string;
  @Field(() => ID, { nullable: true }) merchantId?: string;
  @Field(() => PartyGroundEnum) ground!: PartyGround;
  @Field({
    description:
      'Identity number or credit code of the owner or representative, or the account number: kept encrypted, shown masked.',
  })
  @MaxLength(100)
  identifier!: string;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class EndPartyMarkInput {
  @Field(() => ID) markId!: string;
  @Field({ description: '10 to 500 characters.' })
  @MaxLength(2_000)
  reason!: string;
}

const RecordPartyMarkError = UserErrorType('RecordPartyMark', recordPartyMarkErrors);
const EndPartyMarkError = UserErrorType('EndPartyMark', endPartyMarkErrors);

@ObjectType()
export class RecordPartyMarkPayload {
  @Field(() => PartyMarkType, { nullable: true }) partyMark?: PartyMarkType;
  @Field(() => [RecordPartyMarkError]) userErrors!: InstanceType<typeof RecordPartyMarkError>[];
}

@ObjectType()
export class EndPartyMarkPayload {
  @Field(() => PartyMarkType, { nullable: true }) partyMark?: PartyMarkType;
  @Field(() => [EndPartyMarkError]) userErrors!: InstanceType<typeof EndPartyMarkError>[];
}
