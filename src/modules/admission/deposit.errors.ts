import { IDEMPOTENCY_ERRORS } from '../platform/idempotency/idempotency.js';
import { errorCatalogue } from '../platform/kernel/error-catalogue.js';
import { CORRECT_DEPOSIT_ENTRY_ERRORS, RECORD_DEPOSIT_ERRORS } from './domain/deposit-ledger.js';
import { PREPARE_DEPOSIT_REFUND_ERRORS } from './domain/deposit-refund.js';

export const recordDepositErrors = errorCatalogue({
  ...RECORD_DEPOSIT_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
export const correctDepositEntryErrors = errorCatalogue({
  ...CORRECT_DEPOSIT_ENTRY_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
export const prepareDepositRefundErrors = errorCatalogue({
  ...PREPARE_DEPOSIT_REFUND_ERRORS,
  ...IDEMPOTENCY_ERRORS,
});
