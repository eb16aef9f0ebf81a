import { Field, ObjectType } from '@nestjs/graphql';
import { UserErrorType } from '../../../graphql/user-error.js';
import { updateProviderProfileErrors } from '../domain/provider-profile.js';
import { ProviderType } from './provider.type.js';

const UpdateProviderProfileError = UserErrorType(
  'UpdateProviderProfile',
  updateProviderProfileErrors,
);

@ObjectType()
export class UpdateProviderProfilePayload {
  @Field(() => ProviderType, { nullable: true }) provider?: ProviderType;
  @Field(() => [UpdateProviderProfileError])
  userErrors!: InstanceType<typeof UpdateProviderProfileError>[];
}
