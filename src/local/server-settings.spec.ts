import fc from 'fast-check';
import { renderConfiguration, serverSettings } from './server-settings.js';

const GIB = 1024 ** 3;
const megabytes = (value: string | undefined): number => Number(/^(\d+)MB$/.exec(value ?? '')?.[1]);

describe('serverSettings', () => {
  it('fits a 2 GB laptop', () => {
    expect(serverSettings({ memoryBytes: 2 * GIB, processors: 2 }, 'durable')).toMatchObject({
      shared_buffers: '256MB',
      effective_cache_size: '1024MB',
      work_mem: '5MB',
      maintenance_work_mem: '85MB',
      max_wal_size: '1024MB',
      max_parallel_workers_per_gather: '1',
    });
  });

  it('fits a machine with 24 GB', () => {
    expect(serverSettings({ memoryBytes: 24 * GIB, processors: 2 }, 'durable')).toMatchObject({
      shared_buffers: '3072MB',
      effective_cache_size: '12288MB',
      work_mem: '64MB',
      maintenance_work_mem: '1024MB',
      max_wal_size: '4096MB',
    });
  });

  it('gives up durability only where it was asked to', () => {
    const machine = { memoryBytes: 8 * GIB, processors: 4 };
    const promises = ['fsync', 'synchronous_commit', 'full_page_writes'];
    const durable = serverSettings(machine, 'durable');
    const disposable = serverSettings(machine, 'disposable');
    expect(promises.map((name) => durable[name])).toEqual(['on', 'on', 'on']);
    expect(promises.map((name) => disposable[name])).toEqual(['off', 'off', 'off']);
  });

  it('leaves half of any machine to others and grows with it', () => {
    const memory = fc.integer({ min: 1, max: 2048 }).map((gib) => gib * GIB);
    fc.assert(
      fc.property(memory, memory, fc.integer({ min: 1, max: 256 }), (a, b, processors) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)].map((memoryBytes) =>
          serverSettings({ memoryBytes, processors }, 'durable'),
        );
        expect(megabytes(small!.shared_buffers) * 1024 ** 2).toBeLessThanOrEqual(
          Math.min(a, b) / 2,
        );
        for (const name of ['shared_buffers', 'work_mem', 'maintenance_work_mem', 'max_wal_size']) {
          expect(megabytes(small![name])).toBeLessThanOrEqual(megabytes(large![name]));
        }
      }),
    );
  });
});

describe('renderConfiguration', () => {
  it('quotes what a path may contain', () => {
    const text = renderConfiguration({ hba_file: "/home/o'neil/C:\\data/pg_hba.conf" });
    expect(text).toContain("hba_file = '/home/o''neil/C:\\\\data/pg_hba.conf'\n");
  });
});
