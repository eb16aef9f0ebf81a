import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { FeedIntakeService } from '../modules/feed/index.js';
import { Clock } from '../modules/platform/clock/clock.js';
import { systemContext } from '../modules/platform/context/request-context.js';
import { DatasetRegistry } from '../modules/platform/datasets/dataset-registry.js';
import { publicId } from '../modules/platform/kernel/ids.js';
import { eventsDelivered, jobFinished } from './queue-watch.js';

export interface PlannedFile {
  readonly dataset: string;
  readonly file: string;
}

export interface LoadedFile extends PlannedFile {
  readonly loadId: string;
  readonly rows: number;
  readonly inserted: number;
  readonly superseded: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly seconds: number;
}

/** A file that was not taken, or a merge that failed. */
export class FileNotLoaded extends Error {
  constructor({ file }: PlannedFile, reason: string) {
    super(`${file}: ${reason}`);
  }
}

/**
 * The files of a folder that are datasets (`<dataset>.csv`, `<dataset>-anything.csv.gz`), those that others
 * need first; several files of one dataset by name, the plain one before its continuations.
 */
export function planFolder(
  files: readonly string[],
  datasetsInLoadOrder: readonly string[],
): PlannedFile[] {
  const byLength = [...datasetsInLoadOrder].sort((a, b) => b.length - a.length);
  const datasetOf = (file: string) =>
    byLength.find((name) => file.startsWith(name) && /^[-._]/.test(file.slice(name.length)));
  return files
    .filter((file) => /\.csv(\.gz)?$/.test(file))
    .map((file) => ({ file, dataset: datasetOf(file) }))
    .filter((planned): planned is PlannedFile => planned.dataset !== undefined)
    .sort(
      (a, b) =>
        datasetsInLoadOrder.indexOf(a.dataset) - datasetsInLoadOrder.indexOf(b.dataset) ||
        (stem(a.file) < stem(b.file) ? -1 : 1),
    );
}

function stem(file: string): string {
  return file.replace(/\.csv(\.gz)?$/, '');
}

/**
 * Loads a folder of files as an administrator would, one after another, and lets what follows from them
 * (claims to verify …) come to its end. A worker must be running, in this process or another.
 *
 * @throws FileNotLoaded at the first file that can't be loaded; those before it are in
 */
export async function loadFolder(
  application: INestApplicationContext,
  folder: string,
  tell: (line: string) => void,
): Promise<LoadedFile[]> {
  const datasets = application.get(DatasetRegistry).inLoadOrder();
  const plan = planFolder(
    await readdir(folder),
    datasets.map(({ name }) => name),
  );
  const loaded: LoadedFile[] = [];
  for (const planned of plan) {
    tell(`${planned.file} …`);
    const result = await loadFile(application, folder, planned, tell);
    const { rows, rejected, seconds } = result;
    tell(`${planned.file}: ${rows} rows, ${rejected} rejected, ${seconds.toFixed(1)} s`);
    loaded.push(result);
  }
  await eventsDelivered(application);
  return loaded;
}

async function loadFile(
  application: INestApplicationContext,
  folder: string,
  planned: PlannedFile,
  tell: (line: string) => void,
): Promise<LoadedFile> {
  const started = performance.now();
  const content = createReadStream(join(folder, planned.file), { highWaterMark: 262_144 });
  try {
    const context = systemContext('cli', application.get(Clock).now());
    const receipt = await application
      .get(FeedIntakeService)
      .receive(context, { dataset: planned.dataset, content, fileName: planned.file });
    const job = await jobFinished(application, receipt.jobId, (step) =>
      tell(`${planned.file}: ${step}`),
    );
    if (job.state === 'FAILED') throw new Error(job.error_message ?? 'the merge failed');
    const counts = job.result as unknown as Omit<LoadedFile, 'loadId' | 'seconds'>;
    return {
      ...planned,
      loadId: publicId('FeedLoad', receipt.loadId),
      rows: counts.rows,
      inserted: counts.inserted,
      superseded: counts.superseded,
      unchanged: counts.unchanged,
      rejected: counts.rejected,
      seconds: (performance.now() - started) / 1_000,
    };
  } catch (error) {
    throw new FileNotLoaded(planned, (error as Error).message);
  } finally {
    content.destroy();
  }
}
