import { Field, ObjectType } from '@nestjs/graphql';
import { UserErrorType } from '../../../graphql/user-error.js';
import { changeProviderStateErrors } from '../domain/change-provider-state.js';
import { updateProviderProfileErrors } from '../domain/provider-profile.js';
import { ProviderType } from './provider.type.js';

const ChangeProviderStateError = UserErrorType('ChangeProviderState', changeProviderStateErrors);

@ObjectType()
export class ChangeProviderStatePayload {
  @Field(() => ProviderType, { nullable: true }) provider?: ProviderType;
  @Field(() => [ChangeProviderStateError])
  userErrors!: InstanceType<typeof ChangeProviderStateError>[];
}

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
