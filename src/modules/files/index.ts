export { FILE_ERRORS } from './domain/file-errors.js';
export { FileService, type AttachFiles } from './file.service.js';
export type { AttachedFile, StoredFile } from './file.store.js';
export { GeneratedFileService } from './generated-file.service.js';
export { FilesModule } from './files.module.js';
export { UploadService } from './upload.service.js';
export { StoredFileType, toStoredFileType } from './graphql/stored-file.type.js';
