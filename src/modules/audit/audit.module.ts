import { Global, Module } from '@nestjs/common';
import { AuditService } from './audit.service.js';
import { AuditStore } from './audit.store.js';
import { AuditResolver } from './graphql/audit.resolver.js';

/** Global, because every module records its changes. */
@Global()
@Module({ providers: [AuditService, AuditStore, AuditResolver], exports: [AuditService] })
export class AuditModule {}
