/** What JSON carries of an operator without loss, as columns of `operator o` and the `employment e`. */
const COLUMNS = {
  id: 'o.id',
  operatorCode: 'o.operator_code',
  name: 'o.name',
  providerId: 'e.provider_id',
  employedFrom: 'e.employed_from',
} as const;
export type OperatorField = keyof typeof COLUMNS;

export function isOperatorField(name: string): name is OperatorField {
  return Object.hasOwn(COLUMNS, name);
}

/**
 * SQL for the first operators by name of a company as a JSON array of objects, for a statement that brings
 * them along with the company. As `OperatorStore.firstOfProviders` finds them.
 *
 * @param providerId SQL of the company's id
 * @param on SQL of the day
 * @param count how many, a whole number
 */
export function firstOperatorsJson(
  fields: readonly OperatorField[],
  { providerId, on, count }: { providerId: string; on: string; count: number },
): string {
  const pairs = fields.map((field) => `'${field}', f."${field}"`).join(', ');
  const columns = fields.map((field) => `${COLUMNS[field]} AS "${field}"`);
  return `(SELECT coalesce(json_agg(json_build_object(${pairs}) ORDER BY f.first_name, f.first_id), '[]')
             FROM (SELECT ${[...columns, 'o.name AS first_name', 'o.id AS first_id'].join(', ')}
                     FROM employment e JOIN operator o ON o.id = e.operator_id
                    WHERE e.provider_id = ${providerId} AND ${employedOn(on)}
                    ORDER BY o.name, o.id LIMIT ${count}) f)`;
}

/** The condition that the employment `e` of the operator `o` holds on a day. */
export function employedOn(day: string): string {
  return `e.operator_id = o.id AND e.employed_from <= ${day}::date
  AND (e.employed_to IS NULL OR e.employed_to >= ${day}::date)`;
}
