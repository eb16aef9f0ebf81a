const AROUND = 60;

/** Where two texts begin to differ, with what stands around it in each. */
export function difference(expected, actual) {
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at += 1;
  const piece = (text) => JSON.stringify(text.slice(Math.max(0, at - AROUND), at + AROUND));
  return `from character ${at}\n  before: ${piece(expected)}\n  now:    ${piece(actual)}`;
}
