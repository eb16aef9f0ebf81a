/**
 * SQL condition: the name in `column` contains the text of `placeholder`, in any case. Served by an index on
 * `grams(column, 1, 2)`, which finds Chinese as it finds anything else: by pairs of neighbouring characters, or
 * by the character itself when only one is asked for. The pairs may stand apart, hence the second look.
 *
 * @param text what is looked for; without it the condition holds, and the placeholder must be null
 */
export function nameContains(
  column: string,
  placeholder: `$${number}`,
  text: string | undefined,
): string {
  if (text === undefined) return `${placeholder}::text IS NULL`;
  return `grams(${column}, 1, 2) @> grams(${placeholder}, least(greatest(char_length(${placeholder}), 1), 2), 2)
    AND position(lower(${placeholder}) IN lower(${column})) > 0`;
}
