import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { FeedService } from '../modules/feed/index.js';
import { Clock } from '../modules/platform/clock/clock.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import { systemContext } from '../modules/platform/context/request-context.js';
import { JobWorker } from '../modules/platform/jobs/job-worker.js';
import { parseIdOf } from '../modules/platform/kernel/ids.js';
import type { Command } from './command.js';
import { loadFolder, type LoadedFile } from './feed-folder.js';

const USAGE = `Usage: npm run cli -- feed load FOLDER      load <dataset>*.csv[.gz] in the right order
       npm run cli -- feed rejects LOAD_ID  print the refused rows of a load as CSV`;

export const feedCommand: Command = {
  summary: 'load a folder of files of the data feed; print what was refused',
  async run([action, target]) {
    if ((action !== 'load' && action !== 'rejects') || !target) {
      console.error(USAGE);
      return 2;
    }
    const application = await NestFactory.createApplicationContext(
      AppModule.of(Configuration.read()),
      { logger: ['error', 'warn'] },
    );
    try {
      if (action === 'load') {
        await application.get(JobWorker).start();
        const loaded = await loadFolder(application, target, (line) => console.log(line));
        printSummary(loaded);
        return loaded.length > 0 ? 0 : 1;
      }
      const id = parseIdOf('FeedLoad', target);
      if (!id.ok) throw new Error(id.problem);
      const context = systemContext('cli', application.get(Clock).now());
      const lines = await application.get(FeedService).rejectsCsv(context, id.uuid, 'en');
      for await (const text of lines) process.stdout.write(text);
      return 0;
    } finally {
      await application.close();
    }
  },
};

function printSummary(loaded: readonly LoadedFile[]): void {
  if (loaded.length === 0) {
    console.error('no file of that folder is named after a dataset (docs/data-feed.md lists them)');
    return;
  }
  console.table(
    loaded.map(({ file, rows, inserted, superseded, unchanged, rejected, seconds }) => ({
      file,
      rows,
      inserted,
      superseded,
      unchanged,
      rejected,
      seconds: Number(seconds.toFixed(1)),
    })),
  );
  for (const { file, rejected, loadId } of loaded)
    if (rejected > 0)
      console.log(`${file}: ${rejected} refused rows: npm run cli -- feed rejects ${loadId}`);
}
