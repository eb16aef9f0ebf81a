import { decideChangeProviderState } from './change-provider-state.js';
import { providerStates } from './provider.js';

const reason = '材料齐全，资质有效。';

describe('moving a provider', () => {
  it('follows the table of states', () => {
    for (const state of providerStates.states) {
      for (const to of providerStates.states) {
        const result = decideChangeProviderState({ state }, { to, reason });
        expect(result.ok).toBe(providerStates.allows(state, to));
      }
    }
  });

  it('has nowhere to go from EXITED', () => {
    const result = decideChangeProviderState({ state: 'EXITED' }, { to: 'ADMITTED', reason });
    expect(result.ok ? '' : result.errors[0]!.message.en).toContain('it can become: –');
  });

  it.each([
    [`  ${'理'.repeat(9)}  `, false],
    ['理'.repeat(10), true],
    ['理'.repeat(500), true],
    ['理'.repeat(501), false],
  ])('needs a reason of 10 to 500 characters', (text, ok) => {
    const result = decideChangeProviderState(
      { state: 'APPLIED' },
      { to: 'ADMITTED', reason: text },
    );
    expect(result.ok).toBe(ok);
  });
});
