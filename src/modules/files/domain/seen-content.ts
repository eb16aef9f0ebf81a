import { TAIL_BYTES, type SeenContent } from './recognise.js';
import { TextCheck } from './text-check.js';

const HEAD_BYTES = 4_096;

/** Keeps of a passing file what is needed to say what it is: its ends, its size, whether it is text. */
export class ContentWatcher {
  size = 0;
  private head: Buffer = Buffer.alloc(0);
  private tail: Buffer[] = [];
  private tailBytes = 0;
  private readonly text = new TextCheck();

  add(bytes: Buffer): void {
    this.size += bytes.length;
    if (this.head.length < HEAD_BYTES) this.head = Buffer.concat([this.head, bytes.subarray(0, HEAD_BYTES)]); // prettier-ignore
    this.text.add(bytes);
    this.tail.push(bytes);
    this.tailBytes += bytes.length;
    while (this.tailBytes - this.tail[0]!.length >= TAIL_BYTES) {
      this.tailBytes -= this.tail.shift()!.length;
    }
  }

  /** Once all bytes have passed. */
  seen(claimedName: string): SeenContent {
    const tail = Buffer.concat(this.tail).subarray(-TAIL_BYTES);
    return { size: this.size, head: this.head, tail, isText: this.text.passes(), claimedName };
  }
}
