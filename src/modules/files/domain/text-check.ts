/** Looks at a file's bytes as they pass: whether all of them are plain UTF-8 text without markup. */
export class TextCheck {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private beginning = '';
  private isText = true;

  /** @param bytes the next of the file */
  add(bytes: Uint8Array): void {
    if (!this.isText) return;
    try {
      this.look(this.decoder.decode(bytes, { stream: true }));
    } catch {
      this.isText = false;
    }
  }

  /** Once all bytes have passed. */
  passes(): boolean {
    if (!this.isText) return false;
    try {
      this.look(this.decoder.decode());
    } catch {
      this.isText = false;
    }
    return this.isText && !MARKUP.test(this.beginning);
  }

  private look(text: string): void {
    if (CONTROL.test(text)) this.isText = false;
    if (this.beginning.length < 1_024) this.beginning += text.slice(0, 1_024);
  }
}

/** C0 but for tab and line ends: no editor writes them, and NUL is how binary files show themselves. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** What browsers and office programs would run rather than show. */
const MARKUP = /^\s*(<(!|\?|[a-z]+[\s>/])|#!|%!PS|\{\\rtf|MIME-Version:)/i;
