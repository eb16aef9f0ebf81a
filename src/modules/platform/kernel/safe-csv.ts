/**
 * One cell of a CSV that people will open in a spreadsheet: always quoted, and text that a spreadsheet would
 * run as a formula is made plain text by an apostrophe. Source: OWASP, "CSV Injection".
 */
export function safeCsvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
