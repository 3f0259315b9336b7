/** A desk that is not the master client, at a gateway where others sell what it holds: it hears nothing of that, and never sells it again. */
import { expect, it } from 'vitest';
import { accountId } from '../../../src/identifiers.ts';
import { decimalText, price, quantity } from '../../../src/money.ts';
import { BOOK, plainIntent, SPY } from '../../support/desk.ts';
import type { DeskAtGateway } from '../../support/deskAtGateway.ts';
import { deskAtGateway } from '../../support/deskAtGateway.ts';
import type { Desk } from '../../support/gateway.ts';
import { deskHere } from '../../support/gateway.ts';
import { SPY as CONTRACT, order } from '../../support/plainOrders.ts';
import { QuotedMarket } from '../../support/quotedMarket.ts';

/** Its stop is a dollar below what it is bought at, its target far away. */
const intent = {
  ...plainIntent,
  stop: { by: 'amount', amount: price(1) },
  target: { by: 'amount', amount: price(40) },
} as const;

interface Story {
  readonly desk: DeskAtGateway;
  readonly other: Desk;
  readonly market: QuotedMarket;
}

/** The desk, client 1, holds 100; client 2 sees what the account holds, each time that it is another. */
async function held100(): Promise<Story> {
  const market = new QuotedMarket();
  const quote = () => market.quote(SPY, price('100.00'), price('100.02'), 1_000);
  quote();
  const desk = await deskAtGateway({ market: market.open });
  quote();
  desk.engine.send({ type: 'desk.open', book: BOOK, instrument: SPY, intent });
  await desk.until(() => desk.engine.views.openPositions().some(({ protection }) => protection === 'protected'));
  const other = await deskHere(desk.gateway.port, 2);
  other.api.reqPositions();
  await other.until('positionEnd');
  return { desk, other, market };
}
async function sells({ desk, other }: Story, size: number): Promise<void> {
  other.api.placeOrder(1, CONTRACT, order({ action: 'SELL' as never, totalQuantity: size }));
  await desk.until(() => other.of('execDetails').length > 0);
}
const fallsBelowTheStop = async ({ desk, market }: Story): Promise<void> => {
  market.quote(SPY, price('98.90'), price('98.92'), 1_000);
  market.trade(SPY, price('98.90'));
  await desk.pass(10);
};
/** What the account has held, one after the other. */
const account = ({ other }: Story) => other.of('position').map(([, , , held]) => held);
const working = ({ desk }: Story) =>
  desk.gateway
    .save()
    .orders.orders.filter(({ clientId, status }) => clientId === 1 && /Submitted/.test(status))
    .map(({ order: { orderType, totalQuantity } }) => `${orderType} ${decimalText(totalQuantity ?? quantity(0))}`)
    .sort();
const holding = ({ desk }: Story) =>
  desk.engine.views
    .holdings()
    .map(({ state, booked, reported, lacking }) => [
      state,
      ...[booked, reported ?? quantity(0), lacking].map((size) => decimalText(size)),
    ]);

it('B12, B29: client 2 sells a part, the price of the stop is reached: the account is flat and never short', async () => {
  const story = await held100();
  await sells(story, 40);
  await story.desk.pass(12);
  expect(working(story)).toEqual(['LMT 60', 'STP 60']);
  expect(holding(story)).toEqual([['drifted', '100', '60', '40']]);
  await fallsBelowTheStop(story);
  expect(account(story)).toEqual([100, 60, 0]);
  expect(working(story)).toEqual([]);
  expect(holding(story)).toEqual([['drifted', '40', '0', '40']]);
  await story.desk.pass(20);
  expect(account(story)).toEqual([100, 60, 0]);
});

it('B10: client 2 sells everything: nothing is left to sell, whatever the price and whatever is asked for', async () => {
  const story = await held100();
  await sells(story, 100);
  await story.desk.pass(12);
  expect(working(story)).toEqual([]);
  await fallsBelowTheStop(story);
  story.desk.engine.send({ type: 'desk.flatten', why: 'out' });
  await story.desk.pass(20);
  expect(account(story)).toEqual([100, 0]);
  expect(working(story)).toEqual([]);
});

it('B12.4: a person tells what was sold and at what price: the books agree, and the stop of the rest sells the rest', async () => {
  const story = await held100();
  await sells(story, 40);
  await story.desk.pass(12);
  story.desk.engine.send({
    ...{ type: 'holding.bookTrade', account: accountId('DU1234567'), instrument: SPY, side: 'sell' },
    ...{ quantity: quantity(40), price: price('100.00'), operator: 'me', why: 'client 2 has sold it' },
  });
  await story.desk.pass(2);
  expect(holding(story)).toEqual([['inSync', '60', '60', '0']]);
  expect(working(story)).toEqual(['LMT 60', 'STP 60']);
  await fallsBelowTheStop(story);
  expect(account(story)).toEqual([100, 60, 0]);
  expect(story.desk.engine.views.openPositions()).toEqual([]);
  expect(holding(story)).toEqual([['inSync', '0', '0', '0']]);
  expect(story.desk.engine.views.account().residue).toBe(0n);
});

it('B12: it is bought back: the stop is for all of it again', async () => {
  const story = await held100();
  await sells(story, 40);
  await story.desk.pass(12);
  story.other.api.placeOrder(2, CONTRACT, order({ action: 'BUY' as never, totalQuantity: 40 }));
  await story.desk.until(() => account(story).length === 3);
  await story.desk.pass(12);
  expect(working(story)).toEqual(['LMT 100', 'STP 100']);
  expect(holding(story)).toEqual([['inSync', '100', '100', '0']]);
});
