import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import { publicId } from '../../platform/kernel/ids.js';
import {
  PROVIDER_FOCUSES,
  providerStates,
  type ProviderFocus,
  type ProviderState,
} from '../domain/provider.js';
import type { Provider } from '../entities/provider.entity.js';

export const ProviderFocusEnum = Object.fromEntries(
  PROVIDER_FOCUSES.map((focus) => [focus, focus]),
);
registerEnumType(ProviderFocusEnum, {
  name: 'ProviderFocus',
  description: 'MCN, industrial belt (产业带) or brand (品牌).',
});
export const ProviderStateEnum = Object.fromEntries(
  providerStates.states.map((state) => [state, state]),
);
registerEnumType(ProviderStateEnum, {
  name: 'ProviderState',
  description: 'Where a provider stands on its way through the marketplace.',
});

@ObjectType('Provider', {
  implements: () => [Node],
  description: 'A company (服务商) that serves merchants.',
})
export class ProviderType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'Unique and immutable; the data feed names providers by it.' })
  providerCode!: string;
  @Field() name!: string;
  @Field(() => ProviderFocusEnum) focus!: ProviderFocus;
  @Field() mainCategoryCode!: string;
  @Field() regionCode!: string;
  @Field() introduction!: string;
  @Field(() => ProviderStateEnum) state!: ProviderState;
  @Field(() => DateScalar, { nullable: true }) admittedOn!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { description: 'When the profile or the state last changed.' })
  updatedAt!: Date;
  @Field(() => Int, {
    description: 'Give it back as `expectedVersion` when you change the profile.',
  })
  version!: number;
}

@ObjectType('ProviderTransition', {
  description: 'One move of a provider from state to state, and why.',
})
export class ProviderTransitionType {
  @Field(() => ProviderStateEnum, { nullable: true }) fromState!: ProviderState | null;
  @Field(() => ProviderStateEnum) toState!: ProviderState;
  @Field() reason!: string;
  @Field(() => DateScalar) effectiveOn!: string;
  @Field(() => DateTimeScalar) decidedAt!: Date;
}

@ObjectType()
export class ProviderTransitionConnection extends Connection(
  ProviderTransitionType,
  'ProviderTransition',
) {}

@ObjectType({
  description: 'What the register of companies says: for staff and the company itself.',
})
export class ProviderRegistration {
  @Field(() => ID) providerId!: string;
  @Field({ description: 'Unified social credit code (统一社会信用代码).' }) creditCode!: string;
  @Field({ description: 'Brought in with an adopted platform’s past.' }) imported!: boolean;
}

@ObjectType()
export class ProviderConnection extends Connection(ProviderType, 'Provider') {}

export function toProviderType(provider: Provider): ProviderType {
  const { providerCode, name, focus, mainCategoryCode, regionCode, introduction, state } = provider;
  return {
    id: publicId('Provider', provider.id),
    providerCode,
    name,
    focus,
    mainCategoryCode,
    regionCode,
    introduction,
    state,
    admittedOn: provider.admittedOn,
    createdAt: provider.createdAt,
    updatedAt: provider.updatedAt,
    version: provider.version,
  };
}
