import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline, finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CsvBuffer } from './csv-buffer.js';

export interface WrittenFile {
  name: string;
  /** The feed dataset that the file is a load of; null for truth tables, which are never loaded. */
  dataset: string | null;
  /** Data rows, without the header. */
  rows: number;
  /** Bytes of text, before any compression. */
  bytes: number;
}

const OWN_FILE =
  /^(merchants|merchant-days|sessions|session-minutes|promotion-days|indicator-values|providers|operators|engagements|claims|truth)(-[a-z0-9-]+)?\.(csv|csv\.gz|json)$/;

/** The files of one run. Memory stays bounded as long as `drained` is awaited between merchants. */
export class OutputFolder {
  private readonly open: OutputFile[] = [];

  private constructor(
    private readonly directory: string,
    private readonly gzip: boolean,
  ) {}

  /**
   * Makes the directory and clears what an earlier run left in it.
   * Throws if it holds anything else.
   */
  static async prepare(directory: string, gzip: boolean): Promise<OutputFolder> {
    await mkdir(directory, { recursive: true });
    const present = await readdir(directory);
    const foreign = present.find((name) => !OWN_FILE.test(name));
    if (foreign !== undefined) {
      throw new Error(
        `${directory} holds "${foreign}", which no earlier run wrote: give an empty or new directory.`,
      );
    }
    await Promise.all(present.map((name) => rm(join(directory, name))));
    return new OutputFolder(directory, gzip);
  }

  csv(title: string, dataset: string | null, columns: readonly string[]): CsvBuffer {
    const name = `${title}.csv${this.gzip ? '.gz' : ''}`;
    const file = new OutputFile({ name, dataset }, join(this.directory, name), this.gzip);
    file.csv.header(columns);
    this.open.push(file);
    return file.csv;
  }

  async json(name: string, content: unknown): Promise<void> {
    await writeFile(join(this.directory, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
  }

  /** Waits until no file has more queued than its stream wants to hold. */
  async drained(): Promise<void> {
    for (const file of this.open) {
      const waiting = file.drained();
      if (waiting) await waiting;
    }
  }

  /** Completes every file, in the order in which they were opened. */
  async close(): Promise<WrittenFile[]> {
    return Promise.all(this.open.map((file) => file.close()));
  }

  /** Gives up: closes the descriptors and leaves what was written. */
  async abandon(): Promise<void> {
    await Promise.all(this.open.map((file) => file.abandon()));
  }
}

class OutputFile {
  readonly csv: CsvBuffer;
  private readonly sink: Writable;
  private readonly done: Promise<void>;
  private bytes = 0;

  constructor(
    private readonly label: Pick<WrittenFile, 'name' | 'dataset'>,
    path: string,
    gzip: boolean,
  ) {
    const file = createWriteStream(path);
    if (gzip) {
      const compressor = createGzip();
      this.sink = compressor;
      this.done = pipeline(compressor, file);
    } else {
      this.sink = file;
      this.done = finished(file);
    }
    // The failure is reported by whoever awaits `drained` or `close`; until then it is not unhandled.
    this.done.catch(() => undefined);
    this.csv = new CsvBuffer((block) => {
      this.bytes += block.length;
      this.sink.write(block);
    });
  }

  drained(): Promise<unknown> | null {
    if (this.sink.errored) throw this.sink.errored;
    return this.sink.writableNeedDrain ? once(this.sink, 'drain') : null;
  }

  async close(): Promise<WrittenFile> {
    this.csv.flush();
    this.sink.end();
    await this.done;
    return { ...this.label, rows: this.csv.rows, bytes: this.bytes };
  }

  async abandon(): Promise<void> {
    this.sink.destroy();
    await this.done.catch(() => undefined);
  }
}
