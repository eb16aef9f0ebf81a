/** Text that is safe inside HTML and XML, in content and in quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}

/** Markup that is not escaped again. */
export class Html {
  constructor(readonly markup: string) {}
}

type Part = string | Html | readonly Html[];

/** A template whose values are escaped, unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.map((text, i) => text + (i < parts.length ? render(parts[i]!) : ''));
  return new Html(markup.join(''));
}

function render(part: Part): string {
  if (typeof part === 'string') return escapeHtml(part);
  return part instanceof Html ? part.markup : part.map(({ markup }) => markup).join('');
}
