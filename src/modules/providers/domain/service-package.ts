import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import { isNegative, type Money } from '../../platform/kernel/money.js';
import {
  fail,
  succeed,
  type LocalisedText,
  type Result,
  type UserErrorData,
} from '../../platform/kernel/result.js';
import { stateMachine } from '../../platform/kernel/state-machine.js';
import type { CapabilityModule, TradingTier } from '../../platform/kernel/vocabulary.js';
import type { ProviderState } from './provider.js';

export const PRICE_UNITS = ['PER_MONTH', 'PER_SESSION', 'PER_TERM'] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

export const packageStates = stateMachine('service package', 'DRAFT', {
  DRAFT: ['PUBLISHED', 'ARCHIVED'],
  PUBLISHED: ['DRAFT', 'ARCHIVED'],
  ARCHIVED: ['DRAFT'],
});
export type PackageState = (typeof packageStates.states)[number];

export interface PackageContent {
  readonly title: string;
  readonly description: string;
  readonly tiers: readonly TradingTier[];
  readonly modules: readonly CapabilityModule[];
  readonly price: Money;
  readonly priceUnit: PriceUnit;
}

export const PACKAGE_CONTENT_ERRORS = {
  TITLE_LENGTH: {
    en: 'A title has 2 to 60 characters; this one has {length}.',
    zh: '标题应为 2 至 60 字，现为 {length} 字。',
  },
  NOTHING_COVERED: {
    en: 'Name at least one trading tier and one module that the package is for.',
    zh: '请至少选择一个商家层级和一个服务模块。',
  },
  NEGATIVE_PRICE: {
    en: 'A price is zero or more yuan; this one is {price}.',
    zh: '价格不能为负，现为 {price} 元。',
  },
} as const satisfies Readonly<Record<string, LocalisedText>>;

export const servicePackageErrors = errorCatalogue({
  ...PACKAGE_CONTENT_ERRORS,
  NOT_FOUND: {
    en: 'There is no such service package of yours. Take the id from the `servicePackages` list.',
    zh: '您没有这个服务包。请从 servicePackages 列表中取编号。',
  },
  NOT_ADMITTED: {
    en: 'Only an admitted provider can publish a package; yours is {state}. Drafts can be kept meanwhile.',
    zh: '只有已准入的服务商才能发布服务包，当前状态为 {state}；可先保存草稿。',
  },
  ILLEGAL_TRANSITION: {
    en: 'A package that is {from} cannot become {to}. From {from} it can become: {allowed}.',
    zh: '状态为 {from} 的服务包不能变为 {to}；可变为：{allowed}。',
  },
  CHANGED_MEANWHILE: {
    en: 'Somebody else changed this package meanwhile (it is at version {version}). Read it again and repeat the change.',
    zh: '该服务包刚被他人修改（当前版本 {version}），请重新读取后再改。',
  },
});

/** Tidies what was typed and says everything that is wrong with it at once. */
export function decidePackageContent(content: PackageContent): Result<PackageContent> {
  const title = content.title.trim();
  const length = [...title].length;
  const errors: UserErrorData[] = [];
  if (length < 2 || length > 60) {
    errors.push(servicePackageErrors.error('TITLE_LENGTH', ['input', 'title'], { length }));
  }
  if (content.tiers.length === 0 || content.modules.length === 0) {
    const field = content.tiers.length === 0 ? 'tiers' : 'modules';
    errors.push(servicePackageErrors.error('NOTHING_COVERED', ['input', field]));
  }
  if (isNegative(content.price)) {
    const parameters = { price: content.price };
    errors.push(servicePackageErrors.error('NEGATIVE_PRICE', ['input', 'price'], parameters));
  }
  if (errors.length > 0) return fail(...errors);
  return succeed({
    ...content,
    title,
    description: content.description.trim(),
    tiers: [...new Set(content.tiers)],
    modules: [...new Set(content.modules)],
  });
}

export function decidePackageState(
  current: { readonly state: PackageState },
  provider: { readonly state: ProviderState },
  to: PackageState,
): Result<{ from: PackageState; to: PackageState }> {
  const from = current.state;
  if (!packageStates.allows(from, to)) {
    const allowed = packageStates.next(from).join(', ');
    return fail(
      servicePackageErrors.error('ILLEGAL_TRANSITION', ['input', 'to'], { from, to, allowed }),
    );
  }
  if (to === 'PUBLISHED' && provider.state !== 'ADMITTED') {
    return fail(
      servicePackageErrors.error('NOT_ADMITTED', ['input', 'to'], { state: provider.state }),
    );
  }
  return succeed({ from, to });
}
