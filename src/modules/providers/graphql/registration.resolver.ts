import { Args, Field, InputType, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional, MaxLength, ValidateNested } from 'class-validator';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { toPayload, UserErrorType } from '../../../graphql/user-error.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import type { ProviderFocus } from '../domain/provider.js';
import { providerPermissions } from '../providers.permissions.js';
import { registerProviderErrors } from '../register-provider.errors.js';
import { RegistrationService } from '../registration.service.js';
import { ProviderFocusEnum, ProviderType, toProviderType } from './provider.type.js';

const RegisterProviderError = UserErrorType('RegisterProvider', registerProviderErrors);

@InputType({ description: 'The account to be made for the company’s owner.' })
class OwnerAccountInput {
  @Field() @MaxLength(320) email!: string;
  @Field() @MaxLength(400) name!: string;
  @Field() @MaxLength(1_000) password!: string;
}

@InputType({ description: 'A company that applies, and who answers for it.' })
class RegisterProviderInput {
  @Field({ description: '2 to 80 characters.' }) @MaxLength(400) name!: string;
  @Field({ description: 'Unified social credit code, as on the business licence.' })
  @MaxLength(40)
  creditCode!: string;
  @Field(() => ProviderFocusEnum) focus!: ProviderFocus;
  @Field({ description: 'A code from the `categories` list.' })
  @MaxLength(60)
  mainCategoryCode!: string;
  @Field({ description: 'A code from the `regions` list.' }) @MaxLength(60) regionCode!: string;
  @Field({ defaultValue: '', description: 'What the company wants merchants to know of it.' })
  @MaxLength(10_000)
  introduction!: string;

  @Field(() => OwnerAccountInput)
  @ValidateNested()
  @Type(() => OwnerAccountInput)
  owner!: OwnerAccountInput;
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@ObjectType({ description: 'The company (sign in next), or what was wrong with the call.' })
class RegisterProviderPayload {
  @Field(() => ProviderType, { nullable: true }) provider?: ProviderType;
  @Field(() => [RegisterProviderError]) userErrors!: InstanceType<typeof RegisterProviderError>[];
}

@Resolver(() => ProviderType)
export class RegistrationResolver {
  constructor(private readonly service: RegistrationService) {}

  @Mutation(() => RegisterProviderPayload, {
    description: 'Register a company and its owner’s account: the first step to admission.',
  })
  @Requires(providerPermissions.register)
  async registerProvider(
    @Context() context: RequestContext,
    @Args('input') { owner, idempotencyKey, ...company }: RegisterProviderInput,
  ): Promise<RegisterProviderPayload> {
    const account = { ...owner, locale: context.locale };
    const result = await this.service.register(context, company, account, idempotencyKey);
    return toPayload(result, context.locale, 'provider', toProviderType);
  }
}
