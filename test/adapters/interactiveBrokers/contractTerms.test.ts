/** A desk whose document has finer steps than the market, over a real socket: what it sends stands on the steps that the broker tells. */
import { expect, it } from 'vitest';
import type { InstrumentId } from '../../../src/identifiers.ts';
import { instrumentId } from '../../../src/identifiers.ts';
import { price, ratio } from '../../../src/money.ts';
import { BOOK, plainIntent, SPY } from '../../support/desk.ts';
import { gatewayHere } from '../../support/gateway.ts';
import { liveDeskAt } from '../../support/liveDeskAtGateway.ts';
import { QuotedMarket } from '../../support/quotedMarket.ts';

/** Below one dollar its prices are a hundredth of a cent apart, above it a cent. */
const FORD = instrumentId('F');
const CENT = price('0.01');

async function trading() {
  const market = new QuotedMarket();
  const gateway = await gatewayHere({ market: market.open });
  market.quote(SPY, price('100.00'), price('100.02'));
  market.quote(FORD, price('0.5012'), price('0.5034'));
  const document = 'desk: test\ntick: 0.0001\nrules: {}';
  const { engine, said, until } = await liveDeskAt(gateway, { document, instruments: [SPY, FORD] });
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
