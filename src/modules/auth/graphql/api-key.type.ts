import { Field, ID, InputType, ObjectType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { Connection } from '../../../graphql/connection.js';
import { IDEMPOTENCY_KEY } from '../../../graphql/idempotency-key.js';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { publicId } from '../../platform/kernel/ids.js';
import { changeApiKeyErrors, createApiKeyErrors } from '../domain/api-key-errors.js';
import type { ApiKey } from '../entities/api-key.entity.js';

@ObjectType('ApiKey', {
  implements: () => [Node],
  description: 'A key by which a machine loads datasets of the feed.',
})
export class ApiKeyType implements Node {
  @Field(() => ID) id!: string;
  @Field() name!: string;
  @Field(() => [String], { description: 'The datasets that it may load.' }) datasets!: string[];
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'To the minute.' })
  lastUsedAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) revokedAt!: Date | null;
}

@ObjectType()
export class ApiKeyConnection extends Connection(ApiKeyType, 'ApiKey') {}

@ObjectType({ description: 'A key with its secret, which is shown this once.' })
export class IssuedApiKeyType {
  @Field(() => ApiKeyType) key!: ApiKeyType;
  @Field({ description: 'Send it as `Authorization: ApiKey <secret>`.' }) secret!: string;
}

@InputType()
export class CreateApiKeyInput {
  @Field({ description: 'Who uses it: 1 to 80 characters.' }) @MaxLength(200) name!: string;
  @Field(() => [String]) @ArrayMaxSize(20) @MaxLength(60, { each: true }) datasets!: string[];
  @Field({ nullable: true, description: IDEMPOTENCY_KEY })
  @IsOptional()
  @MaxLength(200)
  idempotencyKey?: string;
}

@InputType()
export class ChangeApiKeyInput {
  @Field(() => ID) apiKeyId!: string;
}

const CreateApiKeyError = UserErrorType('CreateApiKey', createApiKeyErrors);
const ChangeApiKeyError = UserErrorType('ChangeApiKey', changeApiKeyErrors);

@ObjectType()
export class CreateApiKeyPayload {
  @Field(() => IssuedApiKeyType, { nullable: true }) issued?: IssuedApiKeyType;
  @Field(() => [CreateApiKeyError]) userErrors!: InstanceType<typeof CreateApiKeyError>[];
}

@ObjectType()
export class RotateApiKeyPayload {
  @Field(() => IssuedApiKeyType, { nullable: true }) issued?: IssuedApiKeyType;
  @Field(() => [ChangeApiKeyError]) userErrors!: InstanceType<typeof ChangeApiKeyError>[];
}

@ObjectType()
export class RevokeApiKeyPayload {
  @Field(() => ApiKeyType, { nullable: true }) apiKey?: ApiKeyType;
  @Field(() => [ChangeApiKeyError]) userErrors!: InstanceType<typeof ChangeApiKeyError>[];
}

export function toApiKeyType(key: ApiKey): ApiKeyType {
  const { name, datasets, createdAt, lastUsedAt, revokedAt } = key;
  return { id: publicId('ApiKey', key.id), name, datasets, createdAt, lastUsedAt, revokedAt };
}
