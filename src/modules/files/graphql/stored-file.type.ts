import { Field, Float, ID, InputType, ObjectType } from '@nestjs/graphql';
import { Node } from '../../../graphql/node.js';
import { DateTimeScalar } from '../../../graphql/scalars.js';
import { UserErrorType } from '../../../graphql/user-error.js';
import { publicId } from '../../platform/kernel/ids.js';
import { deleteFileErrors } from '../domain/file-errors.js';
import type { StoredFile } from '../file.store.js';

@ObjectType('StoredFile', {
  implements: () => [Node],
  description: 'A document or picture that was uploaded by POST /files.',
})
export class StoredFileType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'With the ending of its type, whatever it was called.' }) name!: string;
  @Field({ description: 'By its content.' }) mediaType!: string;
  @Field(() => Float, { description: 'Bytes.' }) size!: number;
  @Field({ description: 'SHA-256 of the content, hexadecimal.' }) sha256!: string;
  @Field(() => DateTimeScalar) uploadedAt!: Date;
  @Field(() => String, {
    nullable: true,
    description: 'Where to GET the content with your access token. Null when it was deleted.',
  })
  downloadPath!: string | null;
}

export function toStoredFileType(file: StoredFile): StoredFileType {
  const id = publicId('StoredFile', file.id);
  return {
    id,
    name: file.name,
    mediaType: file.mediaType,
    size: file.size,
    sha256: file.sha256.toString('hex'),
    uploadedAt: file.uploadedAt,
    downloadPath: file.state === 'KEPT' ? `/files/${id}` : null,
  };
}

@InputType()
export class DeleteStoredFileInput {
  @Field(() => ID) fileId!: string;
}

const DeleteStoredFileError = UserErrorType('DeleteStoredFile', deleteFileErrors);

@ObjectType()
export class DeleteStoredFilePayload {
  @Field(() => StoredFileType, { nullable: true }) storedFile?: StoredFileType;
  @Field(() => [DeleteStoredFileError]) userErrors!: InstanceType<typeof DeleteStoredFileError>[];
}
