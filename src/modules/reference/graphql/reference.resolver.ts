import { Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Requires } from '../../platform/access/requires.decorator.js';
import { ReferenceService } from '../reference.service.js';
import { referencePermissions } from '../reference.permissions.js';

@ObjectType({ description: 'What is sold: a category, or one below it.' })
export class Category {
  @Field({ description: 'Used in feeds and filters.' }) code!: string;
  @Field(() => String, { nullable: true }) parentCode!: string | null;
  @Field() nameZh!: string;
  @Field() nameEn!: string;
}

@ObjectType({ description: 'Where: a province, a city or an industrial belt (产业带).' })
export class Region {
  @Field({ description: 'Used in feeds and filters.' }) code!: string;
  @Field(() => String, { nullable: true }) parentCode!: string | null;
  @Field() nameZh!: string;
  @Field() nameEn!: string;
}

@Resolver()
export class ReferenceResolver {
  constructor(private readonly reference: ReferenceService) {}

  @Query(() => [Category], { description: 'Every category, in order of code.' })
  @Requires(referencePermissions.read)
  async categories(): Promise<Category[]> {
    return [...(await this.reference.categories())];
  }

  @Query(() => [Region], { description: 'Every region, in order of code.' })
  @Requires(referencePermissions.read)
  async regions(): Promise<Region[]> {
    return [...(await this.reference.regions())];
  }
}
