import { describe, expect, it } from 'vitest';
import type { QuotesOptions } from '../../../src/adapters/interactiveBrokers/quotes.ts';
import type { ContractDetails } from '../../../src/adapters/twsGateway/wire/contractMessages.ts';
import {
  contractDetailsEndFields,
  contractDetailsFields,
} from '../../../src/adapters/twsGateway/wire/contractMessages.ts';
import { marketRuleFields } from '../../../src/adapters/twsGateway/wire/historyMessages.ts';
import {
  marketDataTypeFields,
  tickPriceFields,
  tickSizeFields,
} from '../../../src/adapters/twsGateway/wire/tickMessages.ts';
import type { Event } from '../../../src/events.ts';
import type { InstrumentId, Timestamp } from '../../../src/identifiers.ts';
import { isoTime, seconds } from '../../../src/identifiers.ts';
import { price, quantity, zero } from '../../../src/money.ts';
import type { MarketItem } from '../../../src/ports.ts';
import { ibRig, turns, until } from '../../support/ibRig.ts';
import { contract } from '../../support/twsPeer.ts';

const SPY = 'SPY' as InstrumentId;

const details = (conId: number, over: Partial<ContractDetails['contract']> = {}): ContractDetails => ({
  ...{ contract: contract('SPY', { conId, ...over }), primaryExch: 'ARCA', marketName: 'SPY', minTick: price('0.01') },
  ...{ orderTypes: 'LMT', validExchanges: 'SMART', priceMagnifier: 1, longName: 'SPDR', industry: '', category: '' },
  ...{ subcategory: '', timeZoneId: 'America/New_York', tradingHours: '', liquidHours: '', secIds: [], aggGroup: 1 },
  ...{ marketRuleIds: '26', stockType: 'ETF', minSize: quantity(1), sizeIncrement: quantity(1) },
  suggestedSizeIncrement: quantity(100),
});

async function quoting(over: Partial<QuotesOptions> = {}, matches: readonly ContractDetails[] = [details(756733)]) {
  const rig = await ibRig();
  const { peer, broker } = rig;
  const states: Event<'market.dataState'>[] = [];
  peer.on('reqContractDetails', ({ requestId }) => {
    for (const match of matches) peer.say(contractDetailsFields(178, requestId, match));
    peer.say(contractDetailsEndFields(requestId));
  });
  const quotes = broker.quotes({
    ...{ instruments: [SPY], days: { from: '2026-11-23', to: '2026-11-23' } },
    ...over,
  });
  const heard: MarketItem[] = [];
  const reading = (async () => {
    for await (const batch of quotes.batches())
      for (const { event } of batch) {
        if (event.type === 'market.dataState') states.push(event);
        else heard.push(event);
      }
  })();
  await rig.ready();
  await until(() => peer.asked('reqMktData').length === 1);
  return {
    ...rig,
    quotes,
    heard,
    reading,
    /** What its data has been, behind what it was before anything came. */
    states: () => states.map(({ state }) => state).slice(1),
    lastState: () => states.at(-1),
    requests: () => peer.asked('reqMktData').map(({ requestId, contract: { conId } }) => ({ requestId, conId })),
    kind: (type: 1 | 2 | 3 | 4) =>
      peer.say(marketDataTypeFields(peer.asked('reqMktData').at(-1)?.requestId ?? 0, type)),
    tick(tickType: number, at: string, size = 100) {
      const attributes = { canAutoExecute: true, pastLimit: false, preOpen: false };
      const request = peer.asked('reqMktData').at(-1)?.requestId ?? 0;
      peer.say(tickPriceFields(request, { tickType, price: price(at), size: quantity(size), attributes }));
    },
    size: (tickType: number, size: number) =>
      peer.say(tickSizeFields(peer.asked('reqMktData').at(-1)?.requestId ?? 0, tickType, quantity(size))),
    /** All that was said has been told. */
    async told(): Promise<readonly MarketItem[]> {
      await rig.news();
      rig.pass(0);
      await turns(4);
      return heard.splice(0);
    },
  };
}

describe('quotes', () => {
  it('what comes at one moment is one quote, and one trade', async () => {
    const { kind, tick, size, told, quotes } = await quoting();
    kind(1);
    tick(1, '431.05', 200);
    tick(2, '431.07', 300);
    size(0, 250);
    tick(4, '431.06', 7);
    size(5, 7);
    expect(await told()).toEqual([
      {
        ...{ type: 'market.quote', instrument: 'SPY', bid: price('431.05'), ask: price('431.07') },
        ...{ bidSize: quantity(250), askSize: quantity(300) },
      },
      { type: 'market.trade', instrument: 'SPY', price: price('431.06'), size: quantity(7) },
    ]);
    expect(quotes.stateOf(SPY)).toBe('live');
  });

  it('without a bid or an ask there is no quote: below zero stands for none (B26.1)', async () => {
    const { tick, told } = await quoting();
    tick(1, '431.05');
    expect(await told()).toEqual([]);
    tick(2, '431.07');
    expect(await told()).toHaveLength(1);
    tick(2, '-1', 0);
    expect(await told()).toEqual([]);
  });

  it('the contract is qualified once, and goes by the broker’s number, for orders too', async () => {
    const { requests, place, peer, pass, said } = await quoting();
    expect(requests()).toMatchObject([{ conId: 756733 }]);
    place('o1', { limit: price(9) });
    await until(() => peer.asked('placeOrder').length === 1);
    expect(peer.asked('placeOrder')[0]?.contract.conId).toBe(756733);
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    pass(1);
    await until(() => peer.asked('reqMktData').length === 2);
    // What its prices and sizes may be is read once a connection, by that number.
    await until(() => peer.asked('reqContractDetails').length === 2);
    expect(peer.asked('reqContractDetails').map(({ contract: { conId } }) => conId)).toEqual([undefined, 756733]);
  });

  it.each([
    ['two that fit', [details(1), details(2)]],
    ['none that fits', [details(1, { currency: 'EUR' })]],
  ])('where the broker finds %s, it goes by its symbol as before', async (_name, matches) => {
    const { requests, peer } = await quoting({}, matches);
    expect(requests()).toMatchObject([{ conId: undefined }]);
    expect(peer.asked('reqMktData')[0]?.contract).toMatchObject({ symbol: 'SPY', exchange: 'SMART' });
  });

  it('the contract tells the hours of the days to come, once a day', async () => {
    const days: string[] = [];
    const hours = { liquidHours: '20261123:0930-20261123:1300', timeZoneId: 'US/Eastern' };
    const onHours: QuotesOptions['onHours'] = (told) =>
      days.push([...told.values()].map((day) => isoTime(day?.closes ?? (0 as Timestamp))).join());
    const { peer, said, pass, told } = await quoting({ onHours }, [{ ...details(756733), ...hours }]);
    await told();
    expect(days).toEqual(['2026-11-23T18:00:00Z']);
    const again = async (): Promise<void> => {
      const lost = said('connection.lost').length;
      peer.drop();
      await until(() => said('connection.lost').length > lost);
      pass(1);
      await until(() => said('broker.snapshot').length === lost + 2);
    };
    await again();
    await told();
    expect(days).toHaveLength(1);
    peer.drop();
    await until(() => said('connection.lost').length === 2);
    pass(86_400);
    await until(() => said('broker.snapshot').length === 3);
    await told();
    expect(peer.asked('reqContractDetails')).toHaveLength(3);
    expect(days).toHaveLength(2);
    expect(peer.asked('reqMktData')).toHaveLength(3);
  });

  describe('what the broker says of a contract', () => {
    const fact = (over: object = {}) => ({
      ...{ type: 'market.contract', instrument: 'SPY' },
      ...{ minSize: quantity(1), sizeIncrement: quantity(1), suggestedSizeIncrement: quantity(100) },
      ...over,
    });
    const bands = [
      { lowEdge: zero, increment: price('0.0001') },
      { lowEdge: price(1), increment: price('0.01') },
    ];
    const increments = bands.map(({ lowEdge, increment }) => ({ from: lowEdge, increment }));
    const elsewhere = { ...details(756733), validExchanges: 'ARCA,SMART', marketRuleIds: '239,26' };

    it('its prices are apart by the market rule of where orders go, its sizes by its own word; told anew only when it is another', async () => {
      const { peer, told, said, pass } = await quoting({}, [elsewhere]);
      let steps = bands;
      peer.on('reqMarketRule', ({ ruleId }) => peer.say(marketRuleFields(ruleId, steps)));
      const rules = () => peer.asked('reqMarketRule').map(({ ruleId }) => ruleId);
      await until(() => rules().length === 1);
      // The first was asked before anybody answered.
      peer.say(marketRuleFields(26, steps));
      expect(await told()).toEqual([fact({ increments })]);
      const again = async (): Promise<void> => {
        const [lost, asked] = [said('connection.lost').length, rules().length];
        peer.drop();
        await until(() => said('connection.lost').length > lost);
        pass(1);
        await until(() => rules().length > asked);
      };
      await again();
      expect(await told()).toEqual([]);
      steps = bands.slice(1);
      await again();
      expect(await told()).toEqual([fact({ increments: increments.slice(1) })]);
      expect(rules()).toEqual([26, 26, 26]);
    });

    it('where its rule is not told in time, its smallest step holds for every price', async () => {
      const { peer, told, pass } = await quoting({}, [elsewhere]);
      await until(() => peer.asked('reqMarketRule').length === 1);
      pass(5);
      expect(await told()).toEqual([]);
      pass(5);
      expect(await told()).toEqual([fact({ increments: [{ from: zero, increment: price('0.01') }] })]);
    });

    it('where it can not be read again, what was known holds, and its data goes on', async () => {
      const { peer, told, said, pass, kind, tick, states } = await quoting({}, [elsewhere]);
      peer.say(marketRuleFields(26, bands));
      await told();
      peer.on('reqContractDetails', ({ requestId }) => peer.error(requestId, 200, 'No security definition'));
      peer.drop();
      await until(() => said('connection.lost').length === 1);
      pass(1);
      await until(() => peer.asked('reqMktData').length === 2 && peer.asked('reqContractDetails').length === 2);
      kind(1);
      tick(1, '431.05');
      tick(2, '431.07');
      expect(await told()).toMatchObject([{ type: 'market.quote' }]);
      expect(states().slice(-2)).toEqual(['unknown', 'live']);
    });

    it('one that is meant by no single contract has no word', async () => {
      const { peer, told, pass } = await quoting({}, [details(1), details(2)]);
      pass(11);
      expect(await told()).toEqual([]);
      expect(peer.asked('reqMarketRule')).toEqual([]);
    });
  });

  it('a source that is closed ends', async () => {
    const { quotes, reading } = await quoting();
    quotes.close();
    await expect(reading).resolves.toBeUndefined();
  });
});

describe('data that is not live is withheld (B38.1)', () => {
  it.each([
    [354, 'none'],
    [10_089, 'none'],
    [10_168, 'none'],
    [101, 'none'],
    [200, 'none'],
    [10_167, 'delayed'],
    [10_197, 'competing'],
    [9_999, 'none'],
    [10_090, 'unknown'],
  ])('code %i: %s', async (code, state) => {
    const { requests, peer, quotes, told, lastState, said } = await quoting();
    peer.error(requests()[0]?.requestId ?? 0, code, 'about the quotes');
    await told();
    expect(quotes.stateOf(SPY)).toBe(state);
    expect(lastState()).toMatchObject({ instrument: 'SPY', state, usable: false });
    if (state !== 'unknown') expect(lastState()?.detail).toBe(`${code}: about the quotes`);
    expect(said('broker.orderRejected')).toEqual([]);
  });

  it.each([
    [2, 'frozen', 1, 2],
    [3, 'delayed', 66, 67],
    [4, 'delayedFrozen', 66, 67],
  ] as const)('type %i is %s: nothing passes, unless it may', async (type, state, bid, ask) => {
    for (const allowDelayed of [false, true]) {
      const { kind, tick, told, quotes, peer, lastState } = await quoting({ allowDelayed });
      kind(type);
      tick(bid, '431.05');
      tick(ask, '431.07');
      expect(await told()).toHaveLength(allowDelayed ? 1 : 0);
      expect(quotes.stateOf(SPY)).toBe(state);
      expect(lastState()).toMatchObject({ state, usable: allowDelayed });
      expect(peer.asked('reqMarketDataType')).toMatchObject([{ type: allowDelayed ? 3 : 1 }]);
    }
  });

  it('delayed ticks without a word are delayed', async () => {
    const { tick, told, states } = await quoting();
    tick(66, '431.05');
    tick(67, '431.07');
    expect(await told()).toEqual([]);
    expect(states()).toEqual(['delayed']);
  });

  it('what another session has taken comes back when the broker says so, and begins anew', async () => {
    const { kind, tick, told, requests, peer, states } = await quoting();
    kind(1);
    tick(1, '431.05');
    tick(2, '431.07');
    expect(await told()).toHaveLength(1);
    peer.error(requests()[0]?.requestId ?? 0, 10_197, 'No market data during competing live session');
    tick(1, '431.06');
    expect(await told()).toEqual([]);
    kind(1);
    tick(1, '431.08');
    expect(await told()).toEqual([]); // the ask of before is not taken for one of now
    tick(2, '431.09');
    expect(await told()).toHaveLength(1);
    expect(states()).toEqual(['live', 'competing', 'live']);
  });

  it('where nothing comes at all there is none, until something does', async () => {
    const { tick, told, pass, states, lastState } = await quoting({ patience: seconds(3) });
    pass(4);
    await told();
    expect(lastState()).toMatchObject({ state: 'none', usable: false, detail: 'nothing has come' });
    tick(1, '431.05');
    tick(2, '431.07');
    expect(await told()).toHaveLength(1);
    expect(states()).toEqual(['none', 'live']);
  });

  it('without a connection there is none; on the next one it is asked for anew', async () => {
    const { kind, told, peer, said, pass, states } = await quoting();
    kind(1);
    await told();
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    await turns(2);
    expect(states()).toEqual(['live', 'none']);
    pass(1);
    await until(() => peer.asked('reqMktData').length === 2);
    await turns(2);
    expect(states()).toEqual(['live', 'none', 'unknown']);
  });

  it.each([
    [1101, 2],
    [1102, 1],
  ])('behind %i it has been asked for %i time(s)', async (code, times) => {
    const { peer, said, news } = await quoting();
    peer.error(-1, 1100, 'lost');
    peer.error(-1, code, 'restored');
    await until(() => said('broker.snapshot').length === 2);
    await news();
    expect(peer.asked('reqMktData')).toHaveLength(times);
  });
});
