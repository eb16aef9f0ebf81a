import { stateMachine } from '../../platform/kernel/state-machine.js';

export const PROVIDER_FOCUSES = ['MCN', 'INDUSTRIAL_BELT', 'BRAND'] as const;
export type ProviderFocus = (typeof PROVIDER_FOCUSES)[number];

export const providerStates = stateMachine('provider', 'APPLIED', {
  APPLIED: ['ADMITTED', 'EXITED'],
  ADMITTED: ['SUSPENDED', 'EXITED'],
  SUSPENDED: ['ADMITTED', 'EXITED'],
  EXITED: [],
});
export type ProviderState = (typeof providerStates.states)[number];
