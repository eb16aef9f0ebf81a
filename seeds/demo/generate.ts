import { formatDate } from './generator/calendar.js';
import { merchantHistory } from './generator/history.js';
import { buildMarket, type Market } from './generator/market.js';
import { marketWriter, type MarketCounts } from './generator/market-writer.js';
import { OPERATOR_EFFECT_MEAN, OPERATOR_EFFECT_SPREAD } from './generator/operators.js';
import { resolveOptions, type MarketOptions } from './generator/options.js';
import { OutputFolder, type WrittenFile } from './generator/output-folder.js';

export { DEMONSTRATION_OPTIONS, type MarketOptions } from './generator/options.js';

export interface Progress {
  merchants: number;
  totalMerchants: number;
  merchantDays: number;
  sessions: number;
}

export interface Summary extends MarketCounts {
  directory: string;
  /** In the order in which they have to be loaded; truth tables last. */
  files: WrittenFile[];
  rows: number;
  bytes: number;
  seconds: number;
  rowsPerSecond: number;
  merchantDaysPerSecond: number;
}

const MERCHANTS_PER_REPORT = 500;

/**
 * Writes an invented market in the feed's format, and the truth about it, into the directory. The same
 * options give the same bytes on any machine (compressed bytes depend on the zlib version). Memory does
 * not grow with merchants × days: one merchant's history at a time goes through bounded buffers.
 *
 * Throws a RangeError for options out of bounds and an Error for a directory that holds other files.
 */
export async function generateMarket(
  options: MarketOptions,
  outputDirectory: string,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Summary> {
  const market = buildMarket(resolveOptions(options));
  const folder = await OutputFolder.prepare(outputDirectory, market.options.gzip);
  const started = process.hrtime.bigint();
  try {
    const { sink, counts } = marketWriter(market, folder);
    const { merchants } = market.options;
    for (let index = 0; index < merchants; index += 1) {
      merchantHistory(market, index, sink);
      await folder.drained();
      if ((index + 1) % MERCHANTS_PER_REPORT === 0 || index + 1 === merchants) {
        onProgress({
          merchants: index + 1,
          totalMerchants: merchants,
          merchantDays: counts.merchantDays,
          sessions: counts.sessions,
        });
      }
    }
    const files = await folder.close();
    await folder.json('truth', truthSummary(market, counts));
    return summarise(outputDirectory, counts, files, started);
  } catch (error) {
    await folder.abandon();
    throw error;
  }
}

function summarise(
  directory: string,
  counts: MarketCounts,
  files: WrittenFile[],
  started: bigint,
): Summary {
  const seconds = Math.max(0.001, Number(process.hrtime.bigint() - started) / 1e9);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return {
    directory,
    ...counts,
    files,
    rows,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    seconds,
    rowsPerSecond: Math.round(rows / seconds),
    merchantDaysPerSecond: Math.round(counts.merchantDays / seconds),
  };
}

function truthSummary({ options, providers }: Market, counts: MarketCounts) {
  const { merchants, days, seed, minutesSessions, firstDay, lastDay } = options;
  const codesOf = (matches: (provider: Market['providers'][number]) => boolean) =>
    providers.filter(matches).map((provider) => provider.code);
  return {
    options: {
      merchants,
      days,
      seed,
      providers: options.providers,
      operators: options.operators,
      minutesSessions,
      firstDate: formatDate(firstDay),
      endDate: formatDate(lastDay),
    },
    counts,
    operatorLogEffect: { mean: OPERATOR_EFFECT_MEAN, standardDeviation: OPERATOR_EFFECT_SPREAD },
    gamers: {
      BRUSHED_ORDERS: codesOf(({ gaming }) => gaming === 'BRUSHED_ORDERS'),
      BOUGHT_GMV: codesOf(({ gaming }) => gaming === 'BOUGHT_GMV'),
      SANDBAGGING: codesOf(({ gaming }) => gaming === 'SANDBAGGING'),
      RELATED_PARTY: codesOf(({ gaming }) => gaming === 'RELATED_PARTY'),
    },
    selectiveClaimers: codesOf(({ claimStyle }) => claimStyle === 'SELECTIVE'),
    confounding:
      'quality (truth-merchants) raises level, growth and the chance and earliness of hiring; most engagements follow a dip that passes without service',
  };
}
