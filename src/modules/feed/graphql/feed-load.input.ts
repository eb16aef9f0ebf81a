import { ArgsType, Field, InputType, registerEnumType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import type { FeedLoadState } from '../domain/load.js';
import { FEED_LOAD_ORDERS, type FeedLoadFilter, type FeedLoadOrder } from '../feed-load.store.js';
import { FeedLoadStateEnum } from './feed-load.type.js';

const FeedLoadOrderEnum = Object.fromEntries(
  Object.keys(FEED_LOAD_ORDERS).map((name) => [name, name]),
);
registerEnumType(FeedLoadOrderEnum, { name: 'FeedLoadOrder' });

@InputType('FeedLoadFilter')
export class FeedLoadFilterInput implements FeedLoadFilter {
  @Field({ nullable: true, description: 'For example `merchant-days`.' })
  @IsOptional()
  @MaxLength(60)
  dataset?: string;

  @Field(() => [FeedLoadStateEnum], { nullable: true })
  @IsOptional()
  @ArrayMaxSize(10)
  states?: FeedLoadState[];
}

@ArgsType()
export class FeedLoadsArgs extends PageArgs {
  @Field(() => FeedLoadFilterInput, { nullable: true })
  filter?: FeedLoadFilterInput;

  @Field(() => FeedLoadOrderEnum, { defaultValue: 'NEWEST' })
  orderBy!: FeedLoadOrder;
}
