/** What JSON carries of a provider without loss, as columns of `provider v`: no instants. */
const COLUMNS = {
  id: 'v.id',
  providerCode: 'v.provider_code',
  name: 'v.name',
  focus: 'v.focus',
  mainCategoryCode: 'v.main_category_code',
  regionCode: 'v.region_code',
  introduction: 'v.introduction',
  state: 'v.state',
  admittedOn: 'v.admitted_on',
  version: 'v.version',
} as const;
export type ProviderField = keyof typeof COLUMNS;

export function isProviderField(name: string): name is ProviderField {
  return Object.hasOwn(COLUMNS, name);
}

/**
 * SQL for one provider as a JSON object, for a statement that brings along whom each of its rows is about.
 *
 * @param id SQL of the provider's id
 * @param others more keys with the SQL of their JSON, in which `v` is the provider
 */
export function providerJson(
  fields: readonly ProviderField[],
  id: string,
  others: Readonly<Record<string, string>> = {},
): string {
  const own = Object.fromEntries(fields.map((field) => [field, COLUMNS[field]]));
  const pairs = Object.entries({ ...own, ...others }).map(([key, sql]) => `'${key}', ${sql}`);
  return `(SELECT json_build_object(${pairs.join(', ')}) FROM provider v WHERE v.id = ${id})`;
}
