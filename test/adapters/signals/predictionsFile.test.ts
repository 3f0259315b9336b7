import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { SkippedRows } from '../../../src/adapters/marketData/rows.ts';
import type { PredictionsFileOptions } from '../../../src/adapters/signals/predictionsFile.ts';
import { createPredictionsFile } from '../../../src/adapters/signals/predictionsFile.ts';
import { eventProblem } from '../../../src/events.ts';
import { minutes, timestamp } from '../../../src/identifiers.ts';
import { price } from '../../../src/money.ts';
import type { SignalEvent, SignalSource, Timed } from '../../../src/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'predictions-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
function fileOf(...lines: readonly unknown[]): string {
  const file = join(folder, `${++files}.ndjson`);
  writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return file;
}

const good = {
  ticker: 'BAC',
  prediction: {
    id: 'bac-20131007-0585',
    timestamp: '2013-10-07T13:45:02Z',
    signal: 'BUY',
    numeric: 1,
    confidence: 0.61,
    stock_price: 13.91,
    probabilities: [0.195, 0.195, 0.61],
    feature_values: { return_15m: 0.000719, delta_divergence: -1.721 },
  },
  model_info: { name: 'synthetic-flow', version: '1', horizon_minutes: 30 },
};
type Changes = { readonly ticker?: unknown; readonly prediction?: object; readonly model_info?: object };
/** The good line with some fields changed; one set to `undefined` is left out. */
const line = ({ ticker = good.ticker, prediction, model_info: model }: Changes = {}) => ({
  ticker,
  prediction: { ...good.prediction, ...prediction },
  model_info: { ...good.model_info, ...model },
});
const lineAt = (time: string, ticker = 'BAC') =>
  line({ ticker, prediction: { id: `${ticker}-${time}`, timestamp: time } });

async function batchesOf(source: SignalSource): Promise<(readonly Timed<SignalEvent>[])[]> {
  const batches: (readonly Timed<SignalEvent>[])[] = [];
  for await (const batch of source.batches()) batches.push(batch);
  return batches;
}
const read = async (options: PredictionsFileOptions) => (await batchesOf(await createPredictionsFile(options))).flat();

describe('a predictions file', () => {
  it('gives a signal for each line, at its timestamp', async () => {
    expect(await read({ file: fileOf(good) })).toEqual([
      {
        at: timestamp('2013-10-07T13:45:02Z'),
        event: {
          type: 'signal.prediction',
          id: 'bac-20131007-0585',
          instrument: 'BAC',
          observedAt: timestamp('2013-10-07T13:45:02Z'),
          signal: 'BUY',
          numeric: 1,
          confidence: 0.61,
          price: price('13.91'),
          probabilities: [0.195, 0.195, 0.61],
          features: { return_15m: 0.000719, delta_divergence: -1.721 },
          model: 'synthetic-flow',
          modelVersion: '1',
          horizon: minutes(30),
        },
      },
    ]);
  });

  it.each([
    ['without a price', { stock_price: undefined }],
    ['with a price of null', { stock_price: null }],
  ])('may hold a prediction %s', async (_what, prediction) => {
    const [item] = await read({ file: fileOf(line({ prediction })) });
    expect(item?.event).not.toHaveProperty('price');
    expect(eventProblem(item?.event ?? { type: '' })).toBeUndefined();
  });

  it('takes a price as it is computed to the nearest 1e-8', async () => {
    const [item] = await read({ file: fileOf(line({ prediction: { stock_price: 0.1 + 0.2 } })) });
    expect(item?.event).toHaveProperty('price', price('0.3'));
  });

  it('may say more than we read, name tickers in small letters, and have empty lines and Windows line ends', async () => {
    const more = { ...line({ ticker: 'bac', prediction: { id: 'b' } }), received: true };
    const items = await read({ file: fileOf(`${JSON.stringify(more)}\r`, '', JSON.stringify(good), '') });
    expect(items.map(({ event }) => event.instrument)).toEqual(['BAC', 'BAC']);
  });

  it('may hold several predictions of one moment and is read in the order it stands', async () => {
    const items = await read({
      file: fileOf(lineAt('2013-10-07T13:45:02Z', 'SPY'), lineAt('2013-10-07T13:45:02Z', 'BAC')),
    });
    expect(items.map(({ event }) => event.instrument)).toEqual(['SPY', 'BAC']);
  });

  it('comes in batches of a thousand at most', async () => {
    const file = fileOf(...Array.from({ length: 2_500 }, (_, index) => line({ prediction: { id: `b-${index}` } })));
    const batches = await batchesOf(await createPredictionsFile({ file }));
    expect(batches.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
  });

  it('can be read twice', async () => {
    const source = await createPredictionsFile({ file: fileOf(good, good) });
    expect(await batchesOf(source)).toEqual(await batchesOf(source));
  });
});

describe('a predictions file with a mistake is refused before anything trades', () => {
  it.each([
    ['no JSON', '{"ticker":', 'it is no JSON object; expected one a line'],
    ['a list', [], 'expected an object with ticker, prediction and model_info'],
    ['no ticker', { ...good, ticker: undefined }, 'ticker: expected a ticker'],
    ['a ticker with a space', line({ ticker: 'B AC' }), "ticker: expected a ticker, found 'B AC'"],
    ['no prediction', { ...good, prediction: undefined }, 'prediction: expected an object'],
    ['no id', line({ prediction: { id: undefined } }), 'prediction.id: expected a name without spaces'],
    [
      'a time without an offset',
      line({ prediction: { timestamp: '2013-10-07T13:45:02' } }),
      "prediction.timestamp: expected a moment in ISO 8601 with an offset, found '2013-10-07T13:45:02'",
    ],
    [
      'an unknown word',
      line({ prediction: { signal: 'HOLD' } }),
      'prediction.signal: expected one of BUY, SELL, SHORT, NEUTRAL',
    ],
    [
      'a confidence above 1',
      line({ prediction: { confidence: 61 } }),
      'prediction.confidence: expected a number from 0 to 1',
    ],
    ['a confidence as text', line({ prediction: { confidence: '0.61' } }), 'prediction.confidence: expected a number'],
    [
      'a price of zero',
      line({ prediction: { stock_price: 0 } }),
      'prediction.stock_price: expected a price above zero',
    ],
    [
      'a price beyond all prices',
      line({ prediction: { stock_price: 1e20 } }),
      'prediction.stock_price: expected a price of at most 90 million',
    ],
    [
      'a probability below 0',
      line({ prediction: { probabilities: [0.5, -0.5] } }),
      'prediction.probabilities.1: expected a number from 0 to 1',
    ],
    [
      'a feature as text',
      line({ prediction: { feature_values: { gamma: 'x' } } }),
      'prediction.feature_values.gamma: expected a number',
    ],
    [
      'a horizon below zero',
      line({ model_info: { horizon_minutes: -1 } }),
      'model_info.horizon_minutes: expected minutes, zero or more',
    ],
  ])('%s', async (_what, bad, problem) => {
    const file = fileOf(good, bad);
    await expect(createPredictionsFile({ file })).rejects.toMatchObject({
      code: 'badSignalRow',
      message: `${file}:2: ${problem}.`,
    });
  });

  it('time that runs backwards, even where bad lines are skipped', async () => {
    const file = fileOf(lineAt('2013-10-07T13:45:02Z'), '', lineAt('2013-10-07T13:45:01Z'));
    await expect(createPredictionsFile({ file, onBadRow: 'skip' })).rejects.toMatchObject({
      code: 'timeRunsBackwards',
      message: `${file}:3: time runs backwards, from 2013-10-07T13:45:02Z to 2013-10-07T13:45:01Z.`,
    });
  });

  it.each([
    ['no file', join(folder, 'none.ndjson')],
    ['a folder', folder],
  ])('%s', async (_what, file) => {
    await expect(createPredictionsFile({ file })).rejects.toMatchObject({ code: 'missingFile', details: { file } });
  });
});

describe('a predictions file of 50 MB or more', () => {
  it('is read only as it is needed: a mistake is found when it is reached', async () => {
    const wide = JSON.stringify({ ...good, padding: 'x'.repeat(1_000_000) });
    const file = fileOf(...Array.from({ length: 50 }, () => wide), 'x');
    const source = await createPredictionsFile({ file });
    await expect(batchesOf(source)).rejects.toMatchObject({ code: 'badSignalRow', details: { line: 51 } });
  });
});

describe('what is left out', () => {
  it('bad lines, when they are skipped, are counted and the first is named, once a reading', async () => {
    const reports: SkippedRows[] = [];
    const file = fileOf(
      lineAt('2013-10-07T13:45:02Z'),
      'x',
      lineAt('2013-10-07T13:45:03Z'),
      { ...good, ticker: 7 },
      lineAt('2013-10-07T13:45:04Z'),
    );
    const source = await createPredictionsFile({ file, onBadRow: 'skip', onSkipped: (rows) => reports.push(rows) });
    expect(reports).toEqual([]);
    expect((await batchesOf(source)).flat()).toHaveLength(3);
    expect(reports).toEqual([{ source: file, rows: 2, first: `${file}:2: it is no JSON object; expected one a line` }]);
  });

  it('predictions for other symbols are counted apart, even where bad lines stop the reading', async () => {
    const reports: SkippedRows[] = [];
    const file = fileOf(
      lineAt('2013-10-07T13:45:02Z', 'SPY'),
      lineAt('2013-10-07T13:45:03Z', 'BAC'),
      lineAt('2013-10-07T13:45:04Z', 'IBM'),
    );
    const items = await read({ file, symbols: ['bac'], onSkipped: (rows) => reports.push(rows) });
    expect(items.map(({ event }) => event.instrument)).toEqual(['BAC']);
    expect(reports).toEqual([
      {
        source: file,
        rows: 2,
        what: 'prediction for another symbol',
        first: `${file}:1: SPY is none of the symbols asked for`,
      },
    ]);
  });

  it('predictions of other days are counted apart', async () => {
    const reports: SkippedRows[] = [];
    const times = ['2013-10-07T03:59:59Z', '2013-10-07T04:00:00Z', '2013-10-08T03:59:59Z', '2013-10-08T04:00:00Z'];
    const file = fileOf(...times.map((time) => lineAt(time)));
    const days = { from: '2013-10-07', to: '2013-10-07' };
    const items = await read({ file, days, onSkipped: (rows) => reports.push(rows) });
    expect(items.map(({ at }) => at)).toEqual(times.slice(1, 3).map(timestamp));
    expect(reports).toMatchObject([{ rows: 2, what: 'prediction of another day' }]);
  });

  it('a prediction that stands there twice is told once, and the other counted', async () => {
    const reports: SkippedRows[] = [];
    const file = fileOf(good, lineAt('2013-10-07T13:45:02Z'), good);
    expect(await read({ file, onSkipped: (rows) => reports.push(rows) })).toHaveLength(2);
    expect(reports).toEqual([
      {
        source: file,
        rows: 1,
        what: 'prediction that was there already',
        first: `${file}:3: bac-20131007-0585 was there already`,
      },
    ]);
  });

  it('two predictions of one name stop the reading, or are bad lines where such are skipped', async () => {
    const file = fileOf(good, line({ prediction: { confidence: 0.7 } }));
    const problem = 'prediction.id: bac-20131007-0585 is another prediction already';
    await expect(createPredictionsFile({ file })).rejects.toMatchObject({
      code: 'badSignalRow',
      details: { line: 2, problem },
    });
    expect(await read({ file, onBadRow: 'skip' })).toHaveLength(1);
  });

  it('a file without a prediction is a mistake, and a mark at its beginning is none', async () => {
    await expect(createPredictionsFile({ file: fileOf('') })).rejects.toThrow('the file holds no prediction');
    expect(await read({ file: fileOf(`\ufeff${JSON.stringify(good)}`) })).toHaveLength(1);
  });

  it.each([
    '2013-02-30T14:00:16Z',
    '2013-04-31T14:00:16Z',
    '2013-10-07T24:00:00Z',
    '2013-10-00T14:00:16Z',
  ])('badTime: %s is no moment, and not another day', async (time) => {
    await expect(createPredictionsFile({ file: fileOf(lineAt(time)) })).rejects.toThrow('expected a moment');
    expect(() => timestamp(time)).toThrow(expect.objectContaining({ code: 'badTime' }));
  });

  it('is nothing when all is well', async () => {
    const reports: SkippedRows[] = [];
    await read({ file: fileOf(good), symbols: ['BAC'], onBadRow: 'skip', onSkipped: (rows) => reports.push(rows) });
    expect(reports).toEqual([]);
  });
});

const recorded = fileURLToPath(
  new URL('../../../../shared/data/signals/options-flow-predictions-2013-10-07_11.ndjson', import.meta.url),
);
if (existsSync(recorded))
  describe('the recorded week of October 2013', () => {
    it('holds 480 predictions, 120 of them for BAC, all of them events of the alphabet in time order', async () => {
      const items = await read({ file: recorded });
      expect(items).toHaveLength(480);
      expect(items.filter(({ event }) => event.instrument === 'BAC')).toHaveLength(120);
      expect(items.map(({ event }) => eventProblem(event)).filter((problem) => problem !== undefined)).toEqual([]);
      expect(items.every(({ at }, index) => at >= (items[index - 1]?.at ?? 0))).toBe(true);
    });
  });
