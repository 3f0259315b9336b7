import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { newYorkTime } from '../../src/adapters/calendar/newYork.ts';
import { createNyseCalendar } from '../../src/adapters/calendar/nyseCalendar.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import type { LeanOptions } from '../../src/adapters/marketData/lean.ts';
import { createLeanData } from '../../src/adapters/marketData/lean.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import { createRecorder } from '../../src/adapters/reports/recorder.ts';
import { buildReport } from '../../src/adapters/reports/report.ts';
import type { Envelope } from '../../src/envelope.ts';
import type { Event } from '../../src/events.ts';
import { instrumentId, isoTime, timestamp } from '../../src/identifiers.ts';
import { amountText, decimalText } from '../../src/money.ts';
import type { SignalSource } from '../../src/ports.ts';
import { writeLean } from '../adapters/marketData/leanFolder.ts';
import { prediction } from '../support/desk.ts';
import { realFolder } from '../support/recordedDays.ts';

const AAPL = instrumentId('AAPL');
const desk = parseDesk(`
desk: holder
rules:
  buy:
    when: signal.prediction
    if: signal.signal == "BUY"
    then: { open: { side: long, quantity: 100, stop: { share: 10% }, target: { share: 50% } } }
`);

/** One BUY at a moment. */
const buyAt = (iso: string): SignalSource => ({
  name: 'one signal',
  async *batches() {
    const at = timestamp(iso);
    yield [{ at, event: { ...prediction('BUY', at), instrument: AAPL } }];
  },
});

interface Run {
  readonly data: LeanOptions;
  readonly buyAt: string;
  /** Without sessions one trades round the clock, as daily bars need it. */
  readonly hasSessions: boolean;
}

/** A run over a LEAN folder as the command line makes it. */
async function run({ data, buyAt: moment, hasSessions }: Run) {
  const market = await createLeanData(data);
  const calendar = createNyseCalendar();
  const clock = createSimulatedClock({ start: newYorkTime(market.days.from) });
  const broker = createPaperBroker({ clock, ...(hasSessions ? { hours: calendar } : {}) });
  const journal = createMemoryJournal();
  const sessions = hasSessions
    ? { sessions: calendar.schedule({ ...market.days, beforeClose: desk.beforeClose }) }
    : {};
  const engine = createEngine({ desk, broker, clock, journal, market, signals: buyAt(moment), ...sessions });
  const facts: { readonly event: Event; readonly envelope: Envelope }[] = [];
  engine.bus.subscribe('*', (event, envelope) => {
    if (envelope !== undefined) facts.push({ event, envelope });
  });
  const recorder = createRecorder(engine.bus);
  await engine.run();
  recorder.finish();
  const report = buildReport({
    recording: recorder.recording,
    desk: desk.name,
    currency: desk.currency,
    account: engine.views.account(),
    openPositions: engine.views.openPositions(),
    stateHash: engine.hash(),
    sequence: engine.sequence(),
    version: '0',
  });
  const when = (type: Event['type']) =>
    facts.filter(({ event }) => event.type === type).map(({ envelope }) => isoTime(envelope.at));
  return { engine, journal, broker, report, when };
}

/** Two sessions of minute bars of AAPL at a price each, and the factor file of the split and of a dividend. */
function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'ordermaton-split-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const bars = (price: number): string =>
    Array.from({ length: 390 }, (_, minute) => {
      const at = price + (minute % 3) * 100;
      return `${34_200_000 + minute * 60_000},${at},${at},${at},${at},100000`;
    }).join('\n');
  writeLean(root, {
    'minute/aapl/20140606_trade': bars(6_455_700),
    'minute/aapl/20140609_trade': bars(922_200),
    'minute/aapl/20140610_trade': bars(922_200),
  });
  const place = join(root, 'equity', 'usa', 'factor_files');
  mkdirSync(place, { recursive: true });
  writeFileSync(
    join(place, 'aapl.csv'),
    '20140606,0.9000000,0.0357143,645.57\n20140609,0.9000000,0.25,92.24\n20501231,0.9045855,0.25,0\n',
  );
  return root;
}

describe('a run across the ex-date of a split, minute by minute', () => {
  it('holds seven times as many shares at the cost of before, protected from the open on, and the report adds up', async () => {
    const root = folder();
    const { engine, report, when, journal } = await run({
      data: { root, symbols: ['AAPL'] },
      buyAt: '2014-06-06T14:00:00Z',
      hasSessions: true,
    });
    expect(when('holding.split')).toEqual(['2014-06-09T04:00:00Z']);
    // From the night on the new stop sleeps at the broker: that nothing protects until the open is said.
    expect(when('position.naked')[0]).toBe('2014-06-09T04:00:00Z');
    expect(when('position.protected').at(-1)).toBe('2014-06-09T13:30:00Z');
    const [view] = engine.views.openPositions();
    expect(view).toMatchObject({ state: 'open', protection: 'protected' });
    expect(decimalText(view?.quantity as never)).toBe('700');
    expect(report.account.residue).toBe('0');
    // The shortest decimal that factors of seven digits allow at 92.24 is paid on 700 shares, on the day after.
    expect(report.account.dividends).toBe('327.306');
    expect(report.equityCurve.at(-1)?.equity).toBe(report.account.endingEquity);
    expect(engine.views.holdings()).toMatchObject([{ state: 'inSync' }]);
    const live = engine.views.orders().filter(({ status }) => status === 'waiting' || status === 'working');
    expect(live.map(({ role, terms }) => [role, decimalText(terms.quantity)])).toEqual([
      ['target', '700'],
      ['stop', '700'],
    ]);
    const replayed = await replay(journal.read(1));
    expect(replayed.hash()).toBe(engine.hash());
  });

  it('two runs have the same hash', async () => {
    const root = folder();
    const one = () => run({ data: { root, symbols: ['AAPL'] }, buyAt: '2014-06-06T14:00:00Z', hasSessions: true });
    expect((await one()).engine.hash()).toBe((await one()).engine.hash());
  });

  it('with the split left out, the stop of before sells at the open: what the factor file is for', async () => {
    const { report } = await run({
      data: { root: folder(), symbols: ['AAPL'], corporateActions: 'none' },
      buyAt: '2014-06-06T14:00:00Z',
      hasSessions: true,
    });
    expect(report.trades).toMatchObject([{ reason: 'stop', averageExit: '92.22' }]);
  });

  // The real days lie beside the project, where they do.
  const real = realFolder;
  it.each(
    existsSync(join(real, 'equity/usa/daily/aapl.zip')) ? [real] : [],
  )('Apple in 2014, bought on 2 May: a dividend on 8 May, seven shares for one on 9 June, a dividend on 7 August', async (root) => {
    const { engine, report, when, broker } = await run({
      data: { root, symbols: ['AAPL'], resolution: 'daily', from: '2014-05-01', to: '2014-08-29' },
      buyAt: '2014-05-03T12:00:00Z',
      hasSessions: false,
    });
    expect(when('holding.split')).toEqual(['2014-06-09T04:00:00Z']);
    expect(when('holding.dividend')).toEqual(['2014-05-08T04:00:00Z', '2014-08-07T04:00:00Z']);
    const [view] = engine.views.openPositions();
    expect(decimalText(view?.quantity as never)).toBe('700');
    // Bought at 592.58, the close of 2 May 2014; 592.58 / 7 a share; 3.29 on 100 shares and 0.47 on 700.
    expect(decimalText(view?.average as never)).toBe('84.65428571');
    expect(report.account).toMatchObject({ dividends: '658', realised: '0', residue: '0' });
    expect(amountText(broker.save().cash)).toBe(amountText(engine.views.account().cash));
    expect(report.equityCurve.at(-1)?.equity).toBe(report.account.endingEquity);
    // The close of 29 August 2014 was 102.50.
    expect(report.openPositions).toMatchObject([
      { quantity: '700', state: 'open', protection: 'protected', unrealised: '12492' },
    ]);
  });
});
