import { Module } from '@nestjs/common';
import { ReferenceResolver } from './graphql/reference.resolver.js';
import { ReferenceService } from './reference.service.js';
import { ReferenceStore } from './reference.store.js';

@Module({
  providers: [ReferenceService, ReferenceStore, ReferenceResolver],
  exports: [ReferenceService],
})
export class ReferenceModule {}
