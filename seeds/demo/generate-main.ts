import { parseArgs } from 'node:util';
import { DEMONSTRATION_OPTIONS, generateMarket, type MarketOptions } from './generate.js';

/** node dist/seeds/demo/generate-main.js --out DIR [--merchants N --days D --seed S …] */
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    merchants: { type: 'string' },
    days: { type: 'string' },
    seed: { type: 'string' },
    providers: { type: 'string' },
    operators: { type: 'string' },
    'minutes-sessions': { type: 'string' },
    'end-date': { type: 'string' },
    restatements: { type: 'string' },
    'split-by-month': { type: 'boolean' },
    gzip: { type: 'boolean' },
  },
});

function wholeNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

/** A market of another size gets providers and operators in proportion unless they are given. */
function options(): MarketOptions {
  const merchants = wholeNumber(values.merchants);
  const base: MarketOptions =
    merchants === undefined
      ? DEMONSTRATION_OPTIONS
      : { merchants, days: DEMONSTRATION_OPTIONS.days, seed: DEMONSTRATION_OPTIONS.seed };
  const given: Partial<MarketOptions> = {
    days: wholeNumber(values.days),
    seed: wholeNumber(values.seed),
    providers: wholeNumber(values.providers),
    operators: wholeNumber(values.operators),
    minutesSessions: wholeNumber(values['minutes-sessions']),
    endDate: values['end-date'],
    restatements: wholeNumber(values.restatements),
    splitByMonth: values['split-by-month'],
    gzip: values.gzip,
  };
  const stated = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(stated) };
}

try {
  if (!values.out) throw new RangeError('Name the directory to write to: --out DIR.');
  const summary = await generateMarket(options(), values.out, (progress) => {
    process.stderr.write(`${JSON.stringify(progress)}\n`);
  });
  process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
