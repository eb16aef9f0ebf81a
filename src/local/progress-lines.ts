/**
 * What the seed command prints: one JSON object per line of one of these shapes, or plain text,
 * which is shown as it is.
 */
export type SeedLine =
  | { type: 'progress'; message: string; done?: number; total?: number }
  /** Somebody to sign in as; printed on every run, also when there was nothing left to do. */
  | { type: 'account'; role: string; login: string; password: string }
  /** Something to try, `{url}` standing for the API's address. */
  | { type: 'suggestion'; text: string }
  | { type: 'text'; text: string };

/** Reads one line; whatever is not one of the JSON shapes is text. */
export function parseSeedLine(line: string): SeedLine {
  const value = parseObject(line);
  if (value?.type === 'progress' && typeof value.message === 'string') {
    const { message, done, total } = value;
    return typeof done === 'number' && typeof total === 'number'
      ? { type: 'progress', message, done, total }
      : { type: 'progress', message };
  }
  const { role, login, password, text } = value ?? {};
  if (value?.type === 'account' && [role, login, password].every((it) => typeof it === 'string')) {
    return { type: 'account', role, login, password } as SeedLine;
  }
  if (value?.type === 'suggestion' && typeof text === 'string') return { type: 'suggestion', text };
  return { type: 'text', text: line };
}

/** For example `merchants 45 % (900 of 2000)`. */
export function renderProgress(line: Extract<SeedLine, { type: 'progress' }>): string {
  const { message, done, total } = line;
  if (done === undefined || total === undefined || total <= 0) return message;
  const percent = Math.floor((100 * Math.min(done, total)) / total);
  return `${message} ${percent} % (${done} of ${total})`;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
