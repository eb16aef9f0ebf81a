import { stateMachine } from '../../platform/kernel/state-machine.js';

export { PROVIDER_FOCUSES, type ProviderFocus } from '../../platform/kernel/vocabulary.js';

export const providerStates = stateMachine('provider', 'APPLIED', {
  APPLIED: ['ADMITTED', 'EXITED'],
  ADMITTED: ['SUSPENDED', 'EXITED'],
  SUSPENDED: ['ADMITTED', 'EXITED'],
  // Admitted anew, by a new application.
  EXITED: ['ADMITTED'],
});
export type ProviderState = (typeof providerStates.states)[number];
