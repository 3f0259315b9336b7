/** Settings of the API and subscriptions of its user that the gateway can be told to have: what a client hears of each. */
import { OrderAction, OrderType, SecType, TimeInForce } from '@stoqey/ib';
import { expect, it } from 'vitest';
import { readFault } from '../../../src/adapters/twsGateway/faults.ts';
import { deskHere, gatewayHere, Raw } from '../../support/gateway.ts';

const SPY = { symbol: 'SPY', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
const buy = {
  ...{ action: OrderAction.BUY, orderType: OrderType.MKT, tif: TimeInForce.DAY },
  ...{ totalQuantity: 1, transmit: true },
};

it('a read-only API refuses orders, previews and lists of orders with 321, and answers all else', async () => {
  const gateway = await gatewayHere({ faults: [{ fault: 'readOnly' }] });
  const client = await deskHere(gateway.port);
  client.api.placeOrder(1, SPY, { ...buy, whatIf: true });
  client.api.placeOrder(2, SPY, buy);
  client.api.reqAllOpenOrders();
  client.api.reqPositions();
  await client.until('positionEnd');
  const refused = client.of('error').map(([, error, code, id]) => [code, id, /Read-Only mode/.test(String(error))]);
  expect(refused).toEqual([
    [321, 1, true],
    [321, 2, true],
  ]);
  expect(client.of('info').filter(([, , code]) => code === 321)).toHaveLength(1);
  expect(gateway.save().orders.orders).toEqual([]);
});

it('an address that is not trusted is turned away, or kept waiting without a word until the gateway ends', async () => {
  const closing = await gatewayHere({ faults: [{ fault: 'untrusted' }] });
  const turnedAway = new Raw(closing.port).hello();
  await turnedAway.ended;
  expect(turnedAway.messages).toEqual([]);
  const silent = await gatewayHere({ faults: [{ fault: 'untrusted', how: 'silent' }] });
  const waiting = new Raw(silent.port).hello();
  await silent.logged(/kept waiting/);
  await silent.close();
  await waiting.ended;
  expect(waiting.messages).toEqual([]);
});

it('a kind of request is refused with a code, as often as is told and for whom it is meant', async () => {
  const refuse = { fault: 'refuse', requests: ['reqMktData'], code: 354, text: 'not subscribed', client: 1, times: 1 };
  const gateway = await gatewayHere({ faults: [refuse] });
  const meant = await deskHere(gateway.port);
  meant.api.reqMktData(5, SPY, '', false, false);
  const [, error] = await meant.error(354);
  expect(String(error)).toContain('not subscribed');
  meant.api.reqMktData(6, SPY, '', false, false);
  await meant.until('marketDataType', (id: number) => id === 6);
  const other = await deskHere(gateway.port, 2);
  other.api.reqMktData(5, SPY, '', false, false);
  await other.until('marketDataType', (id: number) => id === 5);
});

it('a field of a message says something else, where the others are as told', async () => {
  const rewrite = { fault: 'rewrite', messages: ['tickGeneric'], where: { 3: '46' }, set: { 4: '1.2' } };
  const gateway = await gatewayHere({ faults: [rewrite] });
  const desk = await deskHere(gateway.port);
  desk.api.reqMktData(5, SPY, '236', false, false);
  await desk.until('tickGeneric', (_id: number, tick: number) => tick === 49);
  expect(desk.of('tickGeneric').map(([, , tick, value]) => [tick, value])).toEqual([
    [46, 1.2],
    [49, 0],
  ]);
});

it.each([
  ['a request that there is not', { fault: 'refuse', requests: ['reqMktDate'], code: 1 }, /did you mean reqMktData\?/],
  ['a field without a place', { fault: 'rewrite', messages: ['error'], set: { code: '1' } }, /place of a field/],
])('%s is refused', (_what, fault, sentence) => {
  expect(() => readFault(fault)).toThrow(
    expect.objectContaining({ code: 'faultRefused', message: expect.stringMatching(sentence) }),
  );
});
