import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { fail, succeed, type Result } from '../../platform/kernel/result.js';
import { providerStates, type ProviderState } from './provider.js';

export const changeProviderStateErrors = errorCatalogue({
  NOT_FOUND: {
    en: 'There is no provider {id}. Take the id from the `providers` list.',
    zh: '没有编号为 {id} 的服务商。请从 providers 列表中取编号。',
  },
  ILLEGAL_TRANSITION: {
    en: 'A provider that is {from} cannot become {to}. From {from} it can become: {allowed}.',
    zh: '状态为 {from} 的服务商不能变为 {to}；可变为：{allowed}。',
  },
  REASON_MISSING: {
    en: 'Give a reason of 10 to 500 characters: it is shown to the provider and kept in the audit.',
    zh: '请填写 10 至 500 字的理由：理由会展示给服务商并记入审计。',
  },
  CHANGED_MEANWHILE: {
    en: 'Somebody else changed this provider meanwhile. Read it again and decide anew.',
    zh: '该服务商刚被他人修改，请重新读取后再作决定。',
  },
});

export interface ChangeProviderState {
  readonly to: ProviderState;
  readonly reason: string;
}

/** Decides whether staff may move a provider. */
export function decideChangeProviderState(
  provider: { readonly state: ProviderState },
  command: ChangeProviderState,
): Result<{ from: ProviderState; to: ProviderState; reason: string }> {
  const reason = command.reason.trim();
  const length = [...reason].length;
  const errors = changeProviderStateErrors;
  if (length < 10 || length > 500) return fail(errors.error('REASON_MISSING', ['input', 'reason']));
  if (!providerStates.allows(provider.state, command.to)) {
    const allowed = providerStates.next(provider.state).join(', ') || '–';
    const parameters = { from: provider.state, to: command.to, allowed };
    return fail(errors.error('ILLEGAL_TRANSITION', ['input', 'to'], parameters));
  }
  return succeed({ from: provider.state, to: command.to, reason });
}
