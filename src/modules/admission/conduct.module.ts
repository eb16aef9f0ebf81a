import { Module } from '@nestjs/common';
import { FilesModule } from '../files/index.js';
import { ProvidersModule } from '../providers/index.js';
import { AppealDecisionService } from './appeal-decision.service.js';
import { AppealService } from './appeal.service.js';
import { AppealStore } from './appeal.store.js';
import { ConductExport } from './conduct.export.js';
import { ConductLockStore } from './conduct-lock.store.js';
import { ConductMomentsService } from './conduct-moments.service.js';
import { ConductMomentsStore } from './conduct-moments.store.js';
import { ConductPolicies } from './conduct-policies.js';
import { DepositAccountStore } from './deposit-account.store.js';
import { DepositLedger } from './deposit-ledger.service.js';
import { DepositRefundService } from './deposit-refund.service.js';
import { DepositRefundStore } from './deposit-refund.store.js';
import { DepositService } from './deposit.service.js';
import { DepositStore } from './deposit.store.js';
import { AppealResolver } from './graphql/appeal.resolver.js';
import { DepositRefundResolver } from './graphql/deposit-refund.resolver.js';
import { DepositResolver } from './graphql/deposit.resolver.js';
import { ViolationFieldsResolver } from './graphql/violation-fields.resolver.js';
import { ViolationResolver } from './graphql/violation.resolver.js';
import { DepositController } from './http/deposit.controller.js';
import { ConductMomentsJob } from './jobs/conduct-moments.job.js';
import { StandingModule } from './standing.module.js';
import { ViolationRecordService } from './violation-record.service.js';
import { ViolationService } from './violation.service.js';
import { ViolationStore } from './violation.store.js';

/** Deposits, violations and appeals. */
@Module({
  imports: [FilesModule, ProvidersModule, StandingModule],
  controllers: [DepositController],
  providers: [
    AppealDecisionService,
    AppealResolver,
    AppealService,
    AppealStore,
    ConductExport,
    ConductLockStore,
    ConductMomentsJob,
    ConductMomentsService,
    ConductMomentsStore,
    ConductPolicies,
    DepositAccountStore,
    DepositLedger,
    DepositRefundResolver,
    DepositRefundService,
    DepositRefundStore,
    DepositResolver,
    DepositService,
    DepositStore,
    ViolationFieldsResolver,
    ViolationRecordService,
    ViolationResolver,
    ViolationService,
    ViolationStore,
  ],
  exports: [
    AppealDecisionService,
    AppealService,
    DepositRefundService,
    DepositService,
    ViolationRecordService,
    ViolationService,
  ],
})
export class ConductModule {}
