export { AdmissionModule } from './admission.module.js';
export { AppealService } from './appeal.service.js';
export { DepositService } from './deposit.service.js';
export { StandingService } from './standing.service.js';
export { ViolationRecordService } from './violation-record.service.js';
export { ViolationService } from './violation.service.js';
