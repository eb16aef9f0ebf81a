import { ArgsType, Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { IsOptional, MaxLength } from 'class-validator';
import { Connection, PageArgs } from '../../../graphql/connection.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import type { ProviderFocus } from '../domain/provider.js';
import { confirmProfileErrors, staleFrom } from '../domain/public-profile.js';
import type { PublicProfile, PublicProfileFilter } from '../public-profile.store.js';
import { ProviderFocusEnum } from './provider.type.js';

@ObjectType('PublicProvider', {
  description:
    'What anyone may see of an admitted company, and how fresh it is. A type of its own, so that nothing else can slip in.',
})
export class PublicProviderType {
  @Field() providerCode!: string;
  @Field() name!: string;
  @Field(() => ProviderFocusEnum) focus!: ProviderFocus;
  @Field() mainCategoryCode!: string;
  @Field() regionCode!: string;
  @Field() introduction!: string;
  @Field(() => DateScalar, { nullable: true }) admittedOn!: string | null;
  @Field(() => DateTimeScalar, { description: 'When the company last said that this is true.' })
  confirmedAt!: Date;
  @Field(() => DateTimeScalar, { description: 'From then on it is stale unless confirmed again.' })
  staleFrom!: Date;
  @Field({ description: 'Nobody has confirmed it for long: it may be out of date.' })
  isStale!: boolean;
}

@ObjectType()
export class PublicProviderConnection extends Connection(PublicProviderType, 'PublicProvider') {}

export function toPublicProviderType(
  profile: PublicProfile,
  staleAfterDays: number,
  now: Date,
): PublicProviderType {
  const from = staleFrom(profile.confirmedAt, staleAfterDays);
  return { ...profile, staleFrom: from, isStale: from <= now };
}

@InputType('PublicProviderFilter', { description: 'Conditions that all must hold.' })
export class PublicProviderFilterInput implements PublicProfileFilter {
  @Field(() => ProviderFocusEnum, { nullable: true })
  focus?: ProviderFocus;

  @Field({ nullable: true, description: 'A category, or a parent category with all below it.' })
  @IsOptional()
  @MaxLength(60)
  categoryCode?: string;

  @Field({ nullable: true })
  @IsOptional()
  @MaxLength(60)
  regionCode?: string;

  @Field({ nullable: true, description: 'Part of the name, in any case.' })
  @IsOptional()
  @MaxLength(60)
  nameContains?: string;
}

@ArgsType()
export class PublicProvidersArgs extends PageArgs {
  @Field(() => PublicProviderFilterInput, { nullable: true })
  filter?: PublicProviderFilterInput;
}

@InputType()
export class ConfirmProviderProfileInput {
  @Field(() => Int, { description: 'The version that was read and is true.' })
  expectedVersion!: number;
}

const ConfirmProviderProfileError = UserErrorType('ConfirmProviderProfile', confirmProfileErrors);

@ObjectType()
export class ConfirmProviderProfilePayload {
  @Field(() => DateTimeScalar, { nullable: true }) confirmedAt?: Date;
  @Field(() => [ConfirmProviderProfileError])
  userErrors!: InstanceType<typeof ConfirmProviderProfileError>[];
}
