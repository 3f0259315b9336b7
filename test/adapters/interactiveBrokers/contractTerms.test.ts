/** A desk whose document has finer steps than the market, over a real socket: what it sends stands on the steps that the broker tells. */
import { expect, it, onTestFinished } from 'vitest';
import { createEngine } from '../../../src/actors/engine/engine.ts';
import { createLiveClock } from '../../../src/adapters/clock/liveClock.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import { createInteractiveBrokers } from '../../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../../src/adapters/interactiveBrokers/socketIds.ts';
import { createMemoryJournal } from '../../../src/adapters/journal/memoryJournal.ts';
import type { Event, EventType } from '../../../src/events.ts';
import type { Duration, InstrumentId } from '../../../src/identifiers.ts';
import { accountId, instrumentId } from '../../../src/identifiers.ts';
import { price, ratio } from '../../../src/money.ts';
import { BOOK, plainIntent, SPY } from '../../support/desk.ts';
import { opened } from '../../support/gateway.ts';
import { QuotedMarket } from '../../support/quotedMarket.ts';

const account = accountId('DU1234567');
/** Below one dollar its prices are a hundredth of a cent apart, above it a cent. */
const FORD = instrumentId('F');
const CENT = price('0.01');

async function trading() {
  const market = new QuotedMarket();
  const gateway = await opened({ market: market.open });
  market.quote(SPY, price('100.00'), price('100.02'));
  market.quote(FORD, price('0.5012'), price('0.5034'));
  const clock = createLiveClock({ aftermath: 0 as Duration });
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: gateway.port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
  });
  const quotes = broker.quotes({ instruments: [SPY, FORD], days: { from: '2026-11-23', to: '2026-11-23' } });
  const desk = { ...parseDesk('desk: test\ntick: 0.0001\nrules: {}'), account };
  const engine = createEngine({ desk, broker, clock, journal: createMemoryJournal(), market: quotes });
  const facts: Event[] = [];
  const waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];
  engine.bus.subscribe('*', (event) => {
    facts.push(event);
    for (const { holds, resolve } of waiting) if (holds()) resolve();
  });
  const said = <T extends EventType>(type: T) =>
    facts.flatMap((fact) => (fact.type === type ? [fact as unknown as Event<T>] : []));
  const until = (holds: () => boolean): Promise<void> =>
    holds() ? Promise.resolve() : new Promise((resolve) => waiting.push({ holds, resolve }));
  const run = engine.run();
  onTestFinished(async () => {
    quotes.close();
    engine.stop();
    await run;
    await gateway.close();
  });
  await until(() => said('connection.ready').length > 0);
  await until(() => said('market.contract').length === 2 && said('market.quote').length >= 2);
  return {
    said,
    async open(instrument: InstrumentId, stop: string, target: string) {
      const by = (share: string) => ({ by: 'ratio', ratio: ratio(share) }) as const;
      const before = said('position.protected').length;
      engine.send({
        ...{ type: 'desk.open', book: BOOK, instrument },
        intent: { ...plainIntent, stop: by(stop), target: by(target) },
      });
      await until(() => said('position.protected').length > before || said('order.rejected').length > 0);
    },
    /** The prices that exits in an instrument have now. */
    exits: (instrument: InstrumentId) =>
      engine.views
        .orders()
        .flatMap(({ terms }) => (terms.instrument === instrument ? [terms.limit, terms.stop] : []))
        .filter((level) => level !== undefined),
  };
}

it('what a desk sends stands on the steps of the broker, finer below one dollar: nothing is rejected with 110', async () => {
  const { said, open, exits } = await trading();
  await open(SPY, '0.01234', '0.01234');
  await open(FORD, '0.1234', '0.1234');
  expect(said('order.rejected')).toEqual([]);
  expect(exits(SPY)).toHaveLength(2);
  for (const level of exits(SPY)) expect(level % CENT).toBe(0n);
  expect(exits(FORD)).toHaveLength(2);
  expect(exits(FORD).some((level) => level % CENT !== 0n)).toBe(true);
  expect(said('market.contract').find(({ instrument }) => instrument === FORD)?.increments).toHaveLength(2);
  expect(said('market.contractDiffers').map(({ instrument }) => instrument)).toEqual(
    expect.arrayContaining([SPY, FORD]),
  );
});

it('a target that comes to lie above one dollar is on a cent', async () => {
  const { said, open, exits } = await trading();
  await open(FORD, '0.1234', '1.4999');
  expect(said('order.rejected')).toEqual([]);
  const [above, ...others] = exits(FORD).filter((level) => level > price(1));
  expect(others).toEqual([]);
  expect((above ?? 1n) % CENT).toBe(0n);
});
