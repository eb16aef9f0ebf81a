/** The same keys with converted values. */
export function mapValues<Key, Value, Result>(
  map: ReadonlyMap<Key, Value>,
  convert: (value: Value) => Result,
): Map<Key, Result> {
  return new Map([...map].map(([key, value]) => [key, convert(value)]));
}
