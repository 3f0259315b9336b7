import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeFrame } from '../../../src/adapters/twsGateway/wire/frames.ts';
import { openOrderFields } from '../../../src/adapters/twsGateway/wire/openOrder.ts';
import { openOrderEndFields } from '../../../src/adapters/twsGateway/wire/orderMessages.ts';
import type { AccountId } from '../../../src/identifiers.ts';
import { amount, price, quantity } from '../../../src/money.ts';
import { ibRig, turns, until } from '../../support/ibRig.ts';
import { placed } from '../../support/twsPeer.ts';

describe('a connection', () => {
  it('opens, agrees, and tells all that the broker has in one piece', async () => {
    const { ready, facts } = await ibRig({}, { positions: [{ symbol: 'SPY', quantity: 500 }] });
    await ready();
    expect(facts).toEqual([
      { type: 'connection.opened', broker: 'interactiveBrokers' },
      { type: 'connection.handshaken', broker: 'interactiveBrokers', account: 'DU1', simulated: true },
      {
        type: 'broker.snapshot',
        snapshot: {
          ...{ complete: true, since: 1_795_410_000_000_000, account: 'DU1', cash: amount('1000000.5') },
          ...{ orders: [], completed: [], executions: [] },
          positions: [{ instrument: 'SPY', quantity: quantity(500) }],
        },
      },
      {
        ...{ type: 'broker.account', account: 'DU1', cash: amount('1000000.5'), equity: amount(1_000_500) },
        ...{ buyingPower: amount(4_000_000), currency: 'USD' },
      },
    ]);
  });

  it('that is lost is opened anew, with all read again before anything leaves (B1.2)', async () => {
    const { ready, peer, pass, said, types, place, news } = await ibRig();
    await ready();
    place('o1', { limit: price(9) });
    await until(() => peer.asked('placeOrder').length === 1);
    peer.tell(placed(peer.asked('placeOrder')[0] as never));
    await news();
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    pass(1);
    await until(() => said('broker.snapshot').length === 2);
    expect(types().slice(-3)).toEqual(['connection.opened', 'connection.handshaken', 'broker.snapshot']);
    expect(said('broker.snapshot')[1]?.snapshot.orders).toMatchObject([
      { order: 'o1', brokerId: '1001', state: 'working' },
    ]);
    expect(peer.connections()).toBe(2);
  });

  it('that does not come waits longer each time, with a part left to chance (B17)', async () => {
    const rig = await ibRig({ chance: () => 0 });
    await rig.peer.close();
    rig.connect();
    await until(() => rig.problems.length === 1);
    expect(rig.said('connection.lost')).toMatchObject([{ detail: expect.stringMatching(/^brokerUnreachable: /) }]);
    // Half a second, one, two: nothing is told of a trouble that is known.
    for (const wait of [0.5, 1, 2]) {
      rig.pass(wait);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(rig.problems).toEqual([{ code: 'brokerUnreachable', isFinal: false }]);
    expect(rig.said('connection.lost')).toHaveLength(1);
  });

  it('is closed when it is told to, and nothing is tried again', async () => {
    const { ready, broker, peer, pass, facts } = await ibRig();
    await ready();
    const count = facts.length;
    broker.disconnect();
    pass(600);
    await turns();
    expect([peer.connections(), facts.length]).toEqual([1, count]);
  });

  it('that was lost is not opened anew once it is closed', async () => {
    const { ready, broker, peer, pass, said } = await ibRig();
    await ready();
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    broker.disconnect();
    pass(5);
    await turns();
    expect(peer.connections()).toBe(1);
  });

  it('that is lost again is tried as soon as the first time', async () => {
    const { ready, peer, pass, said } = await ibRig();
    await ready();
    for (const count of [1, 2, 3]) {
      peer.drop();
      await until(() => said('connection.lost').length === count);
      pass(1);
      await until(() => said('broker.snapshot').length === count + 1);
    }
    expect(peer.connections()).toBe(4);
  });

  it('is tried once a minute at the least, however long it is away', async () => {
    const { connect, peer, pass } = await ibRig({ chance: () => 0.999 });
    peer.on('startApi', () => peer.drop());
    connect();
    await until(() => peer.connections() === 1);
    for (let round = 0; round < 10; round++) {
      const before = peer.connections();
      for (let second = 0; second < 61; second++) {
        await turns(4);
        pass(1);
      }
      await turns();
      expect(peer.connections()).toBeGreaterThan(before);
    }
  });

  it('is agreed whichever comes first, accounts or the next number', async () => {
    const { connect, peer, said } = await ibRig();
    peer.on('startApi', () => {
      peer.say(['9', '1', '1']);
      peer.say(['15', '1', 'DU1,']);
    });
    connect();
    await until(() => said('broker.snapshot').length === 1);
    expect(said('connection.handshaken')).toHaveLength(1);
  });
});

describe('one clear error with its remedy', () => {
  it('for a port where somebody else listens (brokerSilent)', async () => {
    const { connect, peer, pass, said, problems } = await ibRig();
    peer.on('unknown');
    connect();
    await until(() => peer.connections() === 1);
    pass(10);
    expect(said('connection.lost')).toMatchObject([{ detail: expect.stringMatching(/^brokerSilent: 127\.0\.0\.1:/) }]);
    expect(problems).toEqual([{ code: 'brokerSilent', isFinal: false }]);
  });

  it('for one that takes the connection and names no account: a login waits for a person, and it is tried again', async () => {
    const { connect, peer, pass, said, types, problems } = await ibRig();
    peer.on('startApi');
    connect();
    await until(() => said('connection.opened').length === 1);
    pass(10);
    expect(types()).toEqual(['connection.opened', 'connection.secondFactorAwaited']);
    expect(problems).toEqual([{ code: 'brokerSilent', isFinal: false }]);
    peer.off('startApi');
    pass(2);
    await until(() => said('broker.snapshot').length === 1);
    expect(said('connection.handshaken')).toHaveLength(1);
  });

  it('for a client id that is in use (326, clientIdTaken): tried again, told once', async () => {
    const { connect, peer, pass, said, problems } = await ibRig();
    peer.on('startApi', () => {
      peer.error(-1, 326, 'Unable to connect as the client id is already in use.');
      peer.drop();
    });
    connect();
    await until(() => said('connection.lost').length === 1);
    pass(1);
    await until(() => said('connection.lost').length === 2);
    expect(problems).toEqual([{ code: 'clientIdTaken', isFinal: false }]);
    peer.off('startApi');
    pass(2);
    await until(() => said('broker.snapshot').length === 1);
  });

  it('for a program that speaks another version (brokerOutdated): not tried again', async () => {
    const old = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(encodeFrame(['76', '20261123 10:00:00 EST'])));
    });
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void old.close());
    let connections = 0;
    old.on('connection', () => connections++);
    const { connect, problems, pass } = await ibRig({ port: (old.address() as { port: number }).port });
    connect();
    await until(() => problems.length > 0);
    pass(5);
    await turns();
    expect([problems, connections]).toEqual([[{ code: 'brokerOutdated', isFinal: true }], 1]);
  });

  it('for an account that is not among those of the login (accountNotManaged): the alarm names the one that is there', async () => {
    const { connect, said, problems, peer, pass } = await ibRig({}, { accounts: ['DU7', 'DU8'] });
    connect();
    await until(() => problems.length > 0);
    expect(problems).toEqual([{ code: 'accountNotManaged', isFinal: true }]);
    expect(said('connection.handshaken')).toMatchObject([{ account: 'DU7', simulated: true }]);
    pass(5);
    await turns();
    expect([peer.connections(), peer.asked('reqAllOpenOrders').length]).toEqual([1, 0]);
  });

  it.each([
    ['live where the run is for paper (B37.1)', 'U1', 'paper'],
    ['paper where the run is for live', 'DU1', 'live'],
  ] as const)('for an account that is %s (accountMode): nothing is agreed', async (_name, account, mode) => {
    const { connect, said, problems } = await ibRig({ account: account as AccountId, mode }, { accounts: [account] });
    connect();
    await until(() => problems.length > 0);
    expect(problems).toEqual([{ code: 'accountMode', isFinal: true }]);
    expect(said('connection.handshaken')).toEqual([]);
  });

  it('a live account is live because it says so, whatever the port', async () => {
    const { ready, said } = await ibRig({ account: 'U1' as AccountId, mode: 'live' }, { accounts: ['DU2', 'U1'] });
    await ready();
    expect(said('connection.handshaken')).toMatchObject([{ account: 'U1', simulated: false }]);
  });
});

describe('the line between the broker and its own servers', () => {
  it.each([
    [1102, false],
    [1101, true],
  ])('1100 degrades, %i restores: all is read again (B1.2)', async (code, dataLost) => {
    const { ready, peer, said, types, news } = await ibRig();
    await ready();
    peer.error(-1, 1100, 'Connectivity between IB and TWS has been lost.');
    await until(() => said('connection.degraded').length === 1);
    peer.error(-1, code, 'Connectivity has been restored.');
    await until(() => said('broker.snapshot').length === 2);
    await news();
    expect(said('connection.restored')).toMatchObject([{ dataLost }]);
    expect(types().slice(4, 7)).toEqual(['connection.degraded', 'connection.restored', 'broker.snapshot']);
    expect(peer.asked('reqAccountUpdates')).toHaveLength(dataLost ? 2 : 1);
  });

  it('2110 degrades as 1100 does; what is asked meanwhile is asked when the line is back', async () => {
    const { ready, peer, said, ask, pass } = await ibRig();
    await ready();
    peer.error(-1, 2110, 'Connectivity between TWS and server is broken.');
    await until(() => said('connection.degraded').length === 1);
    ask('o9');
    pass(5);
    expect(peer.asked('reqAllOpenOrders')).toHaveLength(1);
    peer.error(-1, 1102, 'restored');
    await until(() => said('broker.orderAbsent').length === 1);
    expect(peer.asked('reqAllOpenOrders')).toHaveLength(3);
  });

  it.each([
    2103, 2104, 2105, 2106, 2107, 2108, 2119, 2157, 2158,
  ])('farms that come and go are noted (%i)', async (code) => {
    const { ready, peer, news } = await ibRig();
    await ready();
    peer.error(-1, code, 'a farm');
    expect(await news()).toEqual([{ type: 'broker.notice', code: `${code}`, detail: 'a farm' }]);
  });

  it('what happens while it is degraded is heard (B1.1, B1.3)', async () => {
    const { ready, peer, place, news, said } = await ibRig();
    await ready();
    place('o1', { limit: price(9) });
    await until(() => peer.asked('placeOrder').length === 1);
    peer.error(-1, 1100, 'lost');
    peer.executed({ execId: 'e1.01' });
    peer.fee({ execId: 'e1.01', commission: amount(1), currency: 'USD' });
    peer.error(-1, 1102, 'restored');
    await until(() => said('broker.snapshot').length === 2);
    await news();
    expect(said('broker.execution')).toMatchObject([{ order: 'o1', execution: 'e1' }]);
    expect(said('broker.commission')).toMatchObject([{ order: 'o1', fee: amount(1) }]);
    expect(said('broker.snapshot')[1]?.snapshot.executions).toMatchObject([{ execution: 'e1', fee: amount(1) }]);
  });
});

describe('signs of life', () => {
  it('are asked for in silence, and an answer is one', async () => {
    const { ready, peer, pass, said } = await ibRig();
    await ready();
    pass(10); // all that was read is a sign
    for (let round = 1; round <= 3; round++) {
      pass(10); // nothing was heard: the time is asked for
      await until(() => peer.asked('reqCurrentTime').length === round);
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      pass(10);
    }
    expect(said('connection.lost')).toEqual([]);
  });

  it('without one the line is taken as lost, and opened anew (B17.3)', async () => {
    const { ready, peer, pass, said } = await ibRig();
    await ready();
    peer.on('reqCurrentTime');
    for (const _silence of [1, 2, 3]) pass(10);
    expect(said('connection.lost')).toMatchObject([{ detail: 'the broker is silent' }]);
    pass(1);
    await until(() => said('broker.snapshot').length === 2);
  });
});

describe('a reading', () => {
  it('that does not come to its end is no empty answer: it is incomplete, and tried again (B7.2)', async () => {
    const { connect, peer, pass, said } = await ibRig({}, { positions: [{ symbol: 'SPY', quantity: 5 }] });
    peer.on('reqCompletedOrders');
    connect();
    await until(() => peer.asked('reqAccountUpdates').length === 1);
    await new Promise((resolve) => setImmediate(resolve));
    pass(15);
    await until(() => said('broker.snapshot').length === 1);
    expect(said('broker.snapshot')[0]?.snapshot.complete).toBe(false);
    peer.off('reqCompletedOrders');
    pass(5);
    await until(() => said('broker.snapshot').length === 2);
    expect(said('broker.snapshot')[1]?.snapshot.complete).toBe(true);
  });

  it('that the connection did not outlive says nothing', async () => {
    const { ready, peer, ask, pass, said } = await ibRig();
    await ready();
    peer.on('reqAllOpenOrders');
    ask('o1');
    await until(() => peer.asked('reqAllOpenOrders').length === 2);
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    peer.off('reqAllOpenOrders');
    pass(1);
    await until(() => said('broker.snapshot').length === 2);
    pass(15);
    expect(said('broker.notice')).toEqual([]);
  });

  it('lists nobody’s order, nothing that has ended and nothing that is not held (B29.1)', async () => {
    const other = await ibRig();
    await other.ready();
    other.place('o1', { limit: price(9) });
    await until(() => other.peer.asked('placeOrder').length === 1);
    const sent = other.peer.asked('placeOrder')[0] as never;
    const orders = [
      placed(sent, { clientId: 9, permId: 71 }),
      placed(sent, { permId: 72, status: 'Cancelled' }),
      placed(sent, { permId: 73, status: 'Filled' }),
    ];
    const { ready, said, types } = await ibRig({}, { orders, positions: [{ symbol: 'SPY', quantity: 0 }] });
    await ready();
    expect(types().slice(0, 2)).toEqual(['connection.opened', 'connection.handshaken']);
    expect(types()).not.toContain('broker.externalOrder');
    expect(said('broker.snapshot')[0]?.snapshot).toMatchObject({ orders: [{ order: 'ib:71' }], positions: [] });
  });

  it('whose request is refused has failed', async () => {
    const { connect, peer, said, pass } = await ibRig();
    peer.on('reqExecutions', ({ requestId }) => peer.error(requestId, 321, 'Error validating request'));
    connect();
    await until(() => said('broker.snapshot').length === 1);
    expect(said('broker.snapshot')[0]?.snapshot.complete).toBe(false);
    pass(1);
  });

  it('without the money of the account is not complete', async () => {
    const { connect, said } = await ibRig({}, { money: { NetLiquidation: '5' } });
    connect();
    await until(() => said('broker.snapshot').length === 1);
    expect(said('broker.snapshot')[0]?.snapshot).toMatchObject({ complete: false, cash: 0n });
  });

  it.each([
    ['Submitted', 0],
    ['PreSubmitted', 0],
    ['Filled', 1],
  ])('a list without the terms of an order that is told as %s in it: proof of absence %i times', async (status, count) => {
    const { ready, peer, ask, said } = await ibRig();
    await ready();
    peer.on('reqAllOpenOrders', () => {
      peer.status({ status, orderId: 5, permId: 1_005 });
      peer.say(openOrderEndFields());
    });
    ask('o1');
    await until(() => said('broker.orderAbsent').length + said('broker.notice').length === 1);
    expect(said('broker.orderAbsent')).toHaveLength(count);
  });

  it('a list whose terms come behind the status of their order is whole', async () => {
    const { ready, peer, ask, said, place } = await ibRig();
    await ready();
    place('o5', { limit: price(9) });
    await until(() => peer.asked('placeOrder').length === 1);
    const order = placed(peer.asked('placeOrder')[0] as never);
    peer.on('reqAllOpenOrders', () => {
      peer.status({ status: 'Submitted', orderId: order.orderId, permId: order.permId });
      peer.say(openOrderFields(178, order));
      peer.say(openOrderEndFields());
    });
    ask('o1');
    await until(() => said('broker.orderAbsent').length === 1);
  });

  it('a question that is not answered in time is no answer: nothing is said of the order (B7.2)', async () => {
    const { ready, peer, ask, pass, said } = await ibRig();
    await ready();
    peer.on('reqAllOpenOrders');
    ask('o1');
    await until(() => peer.asked('reqAllOpenOrders').length === 2);
    await new Promise((resolve) => setImmediate(resolve));
    pass(15);
    expect(said('broker.orderAbsent')).toEqual([]);
    expect(said('broker.notice')).toMatchObject([
      { code: 'questionUnanswered', detail: expect.stringContaining('orders') },
    ]);
  });
});

describe('what waits when the connection goes', () => {
  it('is given back, and never sent on the next one (B19.3)', async () => {
    const { ready, peer, place, pass, said, types } = await ibRig();
    await ready();
    for (let index = 0; index < 60; index++) place(`o${index}`, { limit: price(9) });
    await until(() => peer.asked('placeOrder').length > 0);
    peer.drop();
    await until(() => said('connection.lost').length === 1);
    const sent = peer.asked('placeOrder').length;
    // Orders may fill forty of the forty-five messages of a second, and seven had been written to connect and read.
    const dropped = said('outbox.dropped').map(({ order }) => order);
    expect(dropped).toEqual(Array.from({ length: 27 }, (_, index) => `o${index + 33}`));
    expect(types().lastIndexOf('outbox.dropped')).toBeLessThan(types().indexOf('connection.lost'));
    pass(1);
    await until(() => said('broker.snapshot').length === 2);
    pass(5);
    await new Promise((resolve) => setImmediate(resolve));
    expect(peer.asked('placeOrder')).toHaveLength(sent);
  });

  it('without a connection nothing is written, and that is said', async () => {
    const { place, amend, cancel, pass, connect, facts } = await ibRig();
    connect();
    place('o1');
    amend('o1', { quantity: quantity(5) });
    cancel('o1');
    expect(facts).toEqual([]);
    pass(0);
    expect(facts).toMatchObject([
      { type: 'outbox.dropped', kind: 'place', order: 'o1' },
      { type: 'outbox.dropped', kind: 'amend', order: 'o1' },
      { type: 'broker.orderUnknown', order: 'o1' },
    ]);
  });
});

it('a reason of a rejection that is no JSON ends neither the process nor the rejection', async () => {
  const { ready, peer, place, news } = await ibRig();
  await ready();
  place('o1', { limit: price(9) });
  await until(() => peer.asked('placeOrder').length === 1);
  peer.say(['4', '2', '1', '201', 'Order rejected', '{no json']);
  peer.error(-1, 2104, 'the next message is heard');
  expect(await news()).toEqual([
    { type: 'broker.orderRejected', order: 'o1', detail: '201: Order rejected' },
    { type: 'broker.notice', code: '2104', detail: 'the next message is heard' },
  ]);
});
