import { ArgsType, Field, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import type { ProviderFocus, ProviderState } from '../domain/provider.js';
import { PROVIDER_ORDERS, type ProviderFilter, type ProviderOrder } from '../provider.store.js';
import { ProviderFocusEnum, ProviderStateEnum } from './provider.type.js';

const ProviderOrderEnum = Object.fromEntries(
  Object.keys(PROVIDER_ORDERS).map((name) => [name, name]),
);
registerEnumType(ProviderOrderEnum, {
  name: 'ProviderOrder',
  description: 'In which order providers are listed.',
});

@InputType('ProviderFilter', { description: 'Conditions that all must hold.' })
export class ProviderFilterInput implements ProviderFilter {
  @Field(() => [ProviderStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: ProviderState[];

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
export class ProvidersArgs extends PageArgs {
  @Field(() => ProviderFilterInput, { nullable: true })
  filter?: ProviderFilterInput;

  @Field(() => ProviderOrderEnum, { defaultValue: 'NAME' })
  orderBy!: ProviderOrder;
}

@InputType({ description: 'The whole new profile of your company.' })
export class UpdateProviderProfileInput {
  @Field(() => Int, { description: 'The version that the change was made on.' })
  expectedVersion!: number;
  @Field({ description: '2 to 80 characters.' })
  @MaxLength(400)
  name!: string;
  @Field({ description: 'At most 2,000 characters.' })
  @MaxLength(10_000)
  introduction!: string;
  @Field({ description: 'A code from the `regions` list.' })
  @MaxLength(60)
  regionCode!: string;
}

@ArgsType()
export class ProviderTransitionsArgs extends PageArgs {
  @Field(() => ID) providerId!: string;
}
