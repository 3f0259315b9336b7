/** Bars of trades over a real socket: the past first, each bar once it is over, and nothing where one may have been missed. */
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/actors/engine/engine.ts';
import { replay } from '../../../src/actors/engine/replay.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import type { BarNeed } from '../../../src/adapters/interactiveBrokers/barNeeds.ts';
import { barNeeds, checkBarNeeds, durationOf } from '../../../src/adapters/interactiveBrokers/barNeeds.ts';
import type { QuotesOptions } from '../../../src/adapters/interactiveBrokers/quotes.ts';
import { createMemoryJournal } from '../../../src/adapters/journal/memoryJournal.ts';
import type { WireBar } from '../../../src/adapters/twsGateway/wire/historyMessages.ts';
import {
  historicalDataFields,
  historicalDataUpdateFields,
} from '../../../src/adapters/twsGateway/wire/historyMessages.ts';
import { marketDataTypeFields, tickPriceFields } from '../../../src/adapters/twsGateway/wire/tickMessages.ts';
import type { Event } from '../../../src/events.ts';
import type { InstrumentId, SignalId } from '../../../src/identifiers.ts';
import { accountId, MICROSECONDS, minutes, timestamp } from '../../../src/identifiers.ts';
import { price, quantity } from '../../../src/money.ts';
import type { MarketItem } from '../../../src/ports.ts';
import { prediction } from '../../support/desk.ts';
import { ibRig, turns, until } from '../../support/ibRig.ts';

const SPY = 'SPY' as InstrumentId;
/** Monday, ten o'clock in New York: where the time of the rig stands at first. */
const TEN = timestamp('2026-11-23T15:00:00Z') / MICROSECONDS.second;
const aMinute: BarNeed = { period: minutes(1), regularOnly: true, count: 3 };

const bar = (minute: number, close: number, over: Partial<WireBar> = {}): WireBar => ({
  ...{ date: String(TEN + minute * 60), open: price(10), high: price(close + 1), low: price(9), close: price(close) },
  ...{ volume: quantity(100), wap: price(10), count: 5 },
  ...over,
});
const startOf = (minute: number): number => (TEN + minute * 60) * MICROSECONDS.second;

async function reading(over: Partial<QuotesOptions> = {}) {
  const rig = await ibRig();
  const { peer, broker } = rig;
  peer.on('reqContractDetails', ({ requestId }) => peer.say(['52', '1', String(requestId)]));
  const quotes = broker.quotes({
    ...{ instruments: [SPY], days: { from: '2026-11-23', to: '2026-11-23' }, bars: [aMinute] },
    ...over,
  });
  const heard: MarketItem[] = [];
  void (async () => {
    for await (const batch of quotes.batches())
      heard.push(...batch.map(({ event }) => event).filter(({ type }) => type !== 'market.dataState'));
  })();
  await rig.ready();
  const asked = () => peer.asked('reqHistoricalData');
  const last = (): number => asked().at(-1)?.requestId ?? 0;
  await until(() => asked().length === 1);
  peer.say(marketDataTypeFields(peer.asked('reqMktData').at(-1)?.requestId ?? 0, 1));
  return {
    ...rig,
    asked,
    past: (...bars: readonly WireBar[]) => peer.say(historicalDataFields(last(), { start: '', end: '', bars })),
    update: (of: WireBar) => peer.say(historicalDataUpdateFields(last(), of)),
    dataType: (type: 1 | 3) => peer.say(marketDataTypeFields(peer.asked('reqMktData').at(-1)?.requestId ?? 0, type)),
    fail: (code: number, text: string) => peer.error(last(), code, text),
    /** What has been told since this was last called, once all that is on its way has arrived. */
    async told(): Promise<readonly MarketItem[]> {
      await rig.news();
      await turns(4);
      return heard.splice(0);
    },
    /** Time passes a little at a time, so that the line lives. */
    async pass(count: number): Promise<void> {
      for (let left = count; left > 0; left -= 5) {
        rig.pass(Math.min(5, left));
        await turns(6);
      }
    },
  };
}

describe('the past of a desk', () => {
  it('is asked for with what follows, and told whole: the bar that is still being built is not in it', async () => {
    const { asked, past, told } = await reading();
    expect(asked()).toMatchObject([
      {
        ...{ contract: { symbol: 'SPY' }, endDateTime: '', barSize: '1 min', duration: '2 D', useRth: true },
        ...{ whatToShow: 'TRADES', formatDate: 2, keepUpToDate: true },
      },
    ]);
    expect(await told()).toEqual([
      { type: 'market.historyAwaited', instrument: 'SPY', period: minutes(1), detail: 'nothing has been read yet' },
    ]);
    past(bar(-2, 11), bar(-1, 12), bar(0, 13));
    const [history, ...more] = await told();
    expect(more).toEqual([]);
    expect(history).toMatchObject({ type: 'market.history', instrument: 'SPY', period: minutes(1), until: startOf(0) });
    expect((history as { bars: unknown }).bars).toMatchObject([
      { start: startOf(-2), open: price(10), high: price(12), low: price(9), close: price(11), volume: quantity(100) },
      { start: startOf(-1), close: price(12) },
    ]);
  });

  it('is no longer than it is needed: all of today, and of earlier days as many as an indicator takes', async () => {
    const { past, told } = await reading();
    await told();
    const yesterday = [-3, -2, -1, 0].map((minute) => bar(minute - 3 * 1_440, 10));
    past(...yesterday, bar(-1, 12), bar(0, 13));
    const [history] = await told();
    expect((history as { bars: readonly { start: number }[] }).bars.map(({ start }) => start)).toEqual([
      startOf(-1 - 3 * 1_440),
      startOf(-3 * 1_440),
      startOf(-1),
    ]);
  });

  it('has no bar in which nothing traded', async () => {
    const { past, told } = await reading();
    await told();
    past(bar(-3, 11), bar(-2, 11, { volume: quantity(0), count: 0 }), bar(-1, 12), bar(0, 13));
    expect((await told())[0]).toMatchObject({ bars: [{ start: startOf(-3) }, { start: startOf(-1) }] });
  });
});

describe('a bar that follows', () => {
  it('is told once, when the next one begins, as it was by then', async () => {
    const { past, update, told } = await reading();
    past(bar(-1, 12), bar(0, 13));
    await told();
    update(bar(0, 14));
    update(bar(0, 15, { volume: quantity(700) }));
    expect(await told()).toEqual([]);
    update(bar(1, 16));
    expect(await told()).toEqual([
      {
        ...{ type: 'market.bar', instrument: 'SPY', start: startOf(0), period: minutes(1), open: price(10) },
        ...{ high: price(16), low: price(9), close: price(15), volume: quantity(700) },
      },
    ]);
    update(bar(0, 99)); // a word that comes late
    expect(await told()).toEqual([]);
    update(bar(2, 17));
    expect(await told()).toMatchObject([{ type: 'market.bar', start: startOf(1), close: price(16) }]);
  });

  it('is told a little after its end, when nothing trades any more', async () => {
    const { past, told, pass } = await reading();
    past(bar(-1, 12), bar(0, 13));
    await told();
    await pass(60);
    expect(await told()).toEqual([]);
    await pass(10);
    expect(await told()).toMatchObject([{ type: 'market.bar', start: startOf(0), close: price(13) }]);
  });
});

describe('where a bar may have been missed', () => {
  it('behind a lost connection the past is read anew, and no value stands until then', async () => {
    const { past, told, peer, said, pass, asked } = await reading();
    past(bar(-1, 12), bar(0, 13));
    await told();
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    await pass(20);
    await until(() => asked().length === 2);
    expect(await told()).toMatchObject([{ type: 'market.historyAwaited', detail: 'there is no connection' }]);
    past(bar(-1, 12), bar(0, 13));
    expect(await told()).toMatchObject([{ type: 'market.history' }]);
  });

  it.each([
    ['1100', 1100, 1102],
    ['2105', 2105, 2106],
  ])('behind the outage of the broker that %s tells of', async (_name, away, back) => {
    const { past, told, peer, pass, asked } = await reading();
    past(bar(-1, 12), bar(0, 13));
    await told();
    peer.error(-1, away, 'away');
    await turns(20);
    await pass(20);
    peer.error(-1, back, 'back');
    await until(() => asked().length === 2);
    expect(peer.asked('cancelHistoricalData')).toHaveLength(1);
    expect(await told()).toMatchObject([{ type: 'market.historyAwaited' }]);
    past(bar(-1, 12), bar(0, 13));
    expect(await told()).toMatchObject([{ type: 'market.history' }]);
  });

  it('data that is not live tells no bars; once it is, the past is read anew', async () => {
    const { past, update, told, dataType, pass, asked } = await reading();
    past(bar(-1, 12), bar(0, 13));
    await told();
    dataType(3);
    update(bar(1, 14));
    expect(await told()).toMatchObject([{ type: 'market.historyAwaited', detail: 'the data is delayed' }]);
    await pass(20);
    dataType(1);
    await until(() => asked().length === 2);
  });
});

describe('a past that can not be read', () => {
  it.each([
    ['a refusal', (rig: Awaited<ReturnType<typeof reading>>) => rig.fail(162, 'HMDS query returned no data')],
    [
      'the end of its updates',
      (rig: Awaited<ReturnType<typeof reading>>) => rig.fail(10_182, 'Failed to request live updates (disconnected).'),
    ],
    ['a bar that is none', (rig: Awaited<ReturnType<typeof reading>>) => rig.past(bar(0, 1, { date: 'soon' }))],
    ['silence', (rig: Awaited<ReturnType<typeof reading>>) => rig.pass(61)],
  ])('is said once, and asked for again: %s', async (_name, cause) => {
    const rig = await reading();
    await rig.told();
    await cause(rig);
    await until(() => rig.facts.length > 0);
    expect(await rig.told()).toMatchObject([{ type: 'market.historyFailed', instrument: 'SPY', period: minutes(1) }]);
    await rig.pass(20);
    await until(() => rig.asked().length === 2);
    rig.fail(162, 'again');
    expect(await rig.told()).toEqual([]);
    await rig.pass(35);
    await until(() => rig.asked().length === 3);
    rig.past(bar(0, 12), bar(1, 13));
    expect(await rig.told()).toMatchObject([{ type: 'market.history' }]);
    rig.fail(162, 'and again');
    expect(await rig.told()).toMatchObject([{ type: 'market.historyAwaited' }, { type: 'market.historyFailed' }]);
  });

  it('a warning about it ends nothing', async () => {
    const { fail, past, told } = await reading();
    await told();
    fail(2174, 'a warning about time zones');
    past(bar(0, 12));
    expect(await told()).toMatchObject([{ type: 'market.history' }]);
  });
});

describe('a desk whose rule needs an indicator', () => {
  it('is not ready before the past has been read, acts once it has, and is not ready again behind a lost connection', async () => {
    const yaml = `desk: test
indicators: {atr: {kind: atr, length: 2, bars: 1m, session: all}}
rules:
  long: {when: signal.prediction, then: [{open: {side: long, quantity: 10, stop: {indicator: atr, times: 2}}}]}`;
    const configuration = { ...parseDesk(yaml), account: accountId('DU1') };
    const rig = await ibRig();
    const { peer, broker, clock } = rig;
    const market = broker.quotes({
      ...{ instruments: [SPY], days: { from: '2026-11-23', to: '2026-11-23' }, bars: barNeeds(configuration) },
    });
    const journal = createMemoryJournal();
    const engine = createEngine({ desk: configuration, broker, clock, journal });
    const facts: Event[] = [];
    engine.bus.subscribe('*', (event) => facts.push(event));
    const said = (type: Event['type']) => facts.filter((fact) => fact.type === type);
    engine.start();
    void (async () => {
      for await (const batch of market.batches()) for (const { event } of batch) engine.hear(event, 'market');
    })();
    const signals = (['a', 'b', 'c', 'd'] as const).values();
    const predict = (): void =>
      engine.hear({ ...prediction('BUY', clock.now()), id: signals.next().value as SignalId }, 'signal');
    const tick = (tickType: number, at: number): void => {
      const attributes = { canAutoExecute: true, pastLimit: false, preOpen: false };
      const requestId = peer.asked('reqMktData').at(-1)?.requestId ?? 0;
      peer.say(tickPriceFields(requestId, { tickType, price: price(at), size: quantity(100), attributes }));
    };
    const quoted = async (): Promise<void> => {
      const before = said('market.quote').length;
      tick(1, 10);
      tick(2, 10.02);
      await until(() => {
        rig.pass(0);
        return said('market.quote').length > before;
      });
    };
    peer.on('reqContractDetails', ({ requestId }) => peer.say(['52', '1', String(requestId)]));
    await until(() => said('connection.ready').length === 1);
    await until(() => {
      rig.pass(0.1);
      return peer.asked('reqHistoricalData').length === 1;
    });
    await quoted();
    predict();
    expect(said('rule.declined')).toMatchObject([{ code: 'indicatorNotReady' }]);

    const request = peer.asked('reqHistoricalData')[0]?.requestId ?? 0;
    const bars = [-3, -2, -1, 0].map((minute) => bar(minute, 10));
    peer.say(historicalDataFields(request, { start: '', end: '', bars }));
    await until(() => said('market.history').length === 1);
    predict();
    await until(() => peer.asked('placeOrder').length === 2);
    // A true range of two dollars: the stop is four below the middle of the quote.
    expect(peer.asked('placeOrder')[1]?.order).toMatchObject({ orderType: 'STP', auxPrice: price(6.01) });

    peer.drop();
    await until(() => said('connection.lost').length === 1);
    await until(() => {
      rig.pass(0.1);
      return said('connection.ready').length === 2 && peer.asked('reqMktData').length === 2;
    });
    await quoted();
    expect(said('market.historyAwaited')).toHaveLength(2);
    expect((await replay(journal.read(1))).hash()).toBe(engine.hash());
    market.close();
  });
});

describe('which bars a desk needs', () => {
  const desk = (yaml: string) => parseDesk(`desk: d\n${yaml.includes('rules:') ? '' : 'rules: {}\n'}${yaml}`);
  it.each([
    ['none', '', []],
    [
      'of each length of its indicators, the longest past',
      'indicators: {a: {kind: atr, length: 14, session: all}, b: {kind: sma, length: 20, session: all}, c: {kind: ema, length: 9, bars: 5m}}',
      [
        { period: minutes(1), regularOnly: false, count: 112 },
        { period: minutes(5), regularOnly: true, count: 0 },
      ],
    ],
    [
      'of days, those of sessions',
      'indicators: {a: {kind: sma, length: 20, bars: 1d, session: all}}',
      [{ period: MICROSECONDS.day, regularOnly: true, count: 20 }],
    ],
    [
      'of a minute for rules about bars',
      'rules: {r: {when: market.bar, then: close}}',
      [{ period: minutes(1), regularOnly: true, count: 0 }],
    ],
  ])('%s', (_name, yaml, needs) => {
    expect(barNeeds(desk(yaml))).toEqual(needs);
  });

  it.each([
    [{ period: minutes(1), regularOnly: true, count: 0 }, '1 D'],
    [{ period: minutes(1), regularOnly: false, count: 400 }, '3 D'],
    [{ period: MICROSECONDS.day, regularOnly: true, count: 200 }, '201 D'],
    [{ period: MICROSECONDS.day, regularOnly: true, count: 800 }, '4 Y'],
  ] as const)('%o: a stretch of %s', (need, duration) => {
    expect(durationOf(need as BarNeed)).toBe(duration);
  });

  it('a length that the broker does not keep up to date is refused, and more than it keeps', () => {
    expect(() => checkBarNeeds(desk('indicators: {a: {kind: sma, length: 2, bars: 7m}}'), 1)).toThrow(
      expect.objectContaining({ code: 'barSizeUnknown' }),
    );
    const two = desk('indicators: {a: {kind: sma, length: 2, bars: 1m}, b: {kind: sma, length: 2, bars: 5m}}');
    expect(() => checkBarNeeds(two, 25)).not.toThrow();
    expect(() => checkBarNeeds(two, 26)).toThrow(expect.objectContaining({ code: 'barsTooMany' }));
  });
});
