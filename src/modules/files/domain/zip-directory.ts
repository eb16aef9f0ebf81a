/** What the central directory of a ZIP archive says of one entry. */
export interface ZipEntry {
  readonly name: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;

/**
 * The entries of a ZIP archive, read from its end (APPNOTE 6.3.10, 4.3.12 and 4.3.16). Undefined when the
 * archive is not whole, is split, encrypted or ZIP64, has anything before its first or after its last record,
 * or a directory longer than the tail that was kept.
 *
 * @param tail the last bytes of the file
 * @param size of the whole file
 */
export function readZipDirectory(tail: Buffer, size: number): ZipEntry[] | undefined {
  const end = tail.length - 22;
  // A comment would have to be looked for: office programs write none, and it is where a polyglot hides.
  if (end < 0 || tail.readUInt32LE(end) !== END_OF_DIRECTORY) return undefined;
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  const isWhole =
    tail.readUInt16LE(end + 4) === 0 &&
    tail.readUInt16LE(end + 6) === 0 &&
    tail.readUInt16LE(end + 8) === count &&
    start + length === size - 22;
  let at = end - length;
  if (!isWhole || at < 0) return undefined;
  const entries: ZipEntry[] = [];
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > end || tail.readUInt32LE(at) !== DIRECTORY_ENTRY) return undefined;
    const isEncrypted = (tail.readUInt16LE(at + 8) & 1) === 1;
    const packedBytes = tail.readUInt32LE(at + 20);
    const unpackedBytes = tail.readUInt32LE(at + 24);
    if (isEncrypted || packedBytes === 0xffffffff || unpackedBytes === 0xffffffff) return undefined;
    const nameLength = tail.readUInt16LE(at + 28);
    const next = at + 46 + nameLength + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32);
    if (next > end) return undefined;
    const name = tail.toString('utf8', at + 46, at + 46 + nameLength);
    entries.push({ name, packedBytes, unpackedBytes });
    at = next;
  }
  return at === end ? entries : undefined;
}

export function beginsLikeZip(head: Buffer): boolean {
  return head.length >= 30 && head.readUInt32LE(0) === LOCAL_ENTRY;
}
