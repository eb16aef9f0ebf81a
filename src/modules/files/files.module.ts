import { Module } from '@nestjs/common';
import { FileService } from './file.service.js';
import { FileStore } from './file.store.js';
import { GeneratedFileService } from './generated-file.service.js';
import { StoredFileResolver } from './graphql/stored-file.resolver.js';
import { FileController } from './http/file.controller.js';
import { StreamFileBodies } from './http/stream-bodies.js';
import { FileHousekeeping } from './jobs/file-housekeeping.js';
import { UploadService } from './upload.service.js';

@Module({
  controllers: [FileController],
  providers: [
    FileHousekeeping,
    FileService,
    FileStore,
    GeneratedFileService,
    StoredFileResolver,
    StreamFileBodies,
    UploadService,
  ],
  exports: [FileService, GeneratedFileService],
})
export class FilesModule {}
