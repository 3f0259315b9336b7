import { describe, expect, it } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import { citation } from '../../src/envelope.ts';
import { amountText, decimalText, quantity } from '../../src/money.ts';
import { BOOK, createDesk, SPY } from '../support/desk.ts';

describe('one bracket, from the command to flat', () => {
  const desk = createDesk();
  desk.quote('100.00', '100.02');
  desk.open();
  desk.pass();
  const entered = desk.engine.views.openPositions()[0];
  desk.quote('100.60', '100.62');
  desk.pass();
  const story = desk.facts
    .filter(({ event }) => !/^(market|clock|outbox|risk|holding|connection|desk)\./.test(event.type))
    .map(({ event, envelope }) => `${citation(envelope)} ${event.type}`);

  it('every step has its place in the order of everything', () => {
    expect(story).toEqual([
      '6 broker.snapshot',
      '8.1 position.planned',
      '8.2 position.open',
      '8.3 group.start',
      '8.4 group.spoke',
      '8.5 group.placed',
      '8.6 order.place',
      '8.7 order.place',
      '8.8 order.place',
      '8.9 protection.asked',
      '8.11 order.submit',
      '8.13 order.submit',
      '8.15 order.submit',
      '8.17 order.queued',
      '8.19 order.queued',
      '8.21 order.queued',
      '9.1 order.sent',
      '10.1 order.sent',
      '11.1 order.sent',
      '12 broker.orderReceived',
      '13 broker.orderReceived',
      '14 broker.orderWorking',
      '14.2 order.working',
      '14.3 leg.working',
      '14.4 group.spoke',
      '15 broker.execution',
      '15.1 order.filled',
      '15.2 order.completed',
      '15.3 order.settled',
      '15.4 position.changed',
      '15.5 position.opened',
      '15.6 position.spoke',
      '15.7 position.arming',
      '15.10 leg.filled',
      '15.11 position.entered',
      '15.12 group.protect',
      '15.13 position.spoke',
      '15.14 leg.settled',
      '15.17 group.spoke',
      '15.18 group.spoke',
      '15.20 group.spoke',
      '15.21 group.active',
      '16 broker.commission',
      '16.1 order.commission',
      '16.2 position.changed',
      '17 broker.position',
      '18 broker.orderWorking',
      '18.2 order.working',
      '18.3 leg.working',
      '18.4 group.spoke',
      '18.5 order.change',
      '18.7 order.amend',
      '20 broker.orderWaiting',
      '20.2 order.working',
      '20.3 leg.working',
      '20.4 group.spoke',
      '20.5 protection.confirmed',
      '20.6 order.change',
      '20.8 position.protected',
      '20.10 order.amend',
      '22 broker.amended',
      '22.1 order.amended',
      '22.3 leg.amended',
      '22.4 group.spoke',
      '23 broker.amended',
      '23.1 order.amended',
      '23.3 leg.amended',
      '23.5 group.spoke',
      '23.6 group.balanced',
      '24 broker.execution',
      '24.1 order.filled',
      '24.2 order.completed',
      '24.3 order.settled',
      '24.4 position.changed',
      '24.5 position.spoke',
      '24.6 position.closed',
      '24.7 position.releasing',
      '24.10 leg.filled',
      '24.11 leg.settled',
      '24.13 position.measured',
      '24.16 group.spoke',
      '24.17 group.winding',
      '24.19 group.spoke',
      '25 broker.commission',
      '25.1 order.commission',
      '25.2 position.changed',
      '26 broker.position',
      '27 broker.orderCancelled',
      '27.1 order.cancelled',
      '27.2 order.settled',
      '27.3 leg.settled',
      '27.5 group.spoke',
      '27.6 group.done',
      '27.7 protection.confirmed',
      '27.8 protection.settled',
    ]);
  });

  it('levels are measured from what the entry filled at, and amended once', () => {
    expect(entered).toMatchObject({ state: 'open', protection: 'protected' });
    expect([entered?.average, entered?.stop, entered?.target].map((level) => decimalText(level as never))).toEqual([
      '100.02',
      '99.02',
      '100.52',
    ]);
    expect(desk.said('order.amended').map(({ role }) => role)).toEqual(['target', 'stop']);
  });

  it('the target fills, the stop ends at the broker, and the books add up to the last digit', () => {
    expect(desk.engine.views.openPositions()).toEqual([]);
    const [closed] = desk.said('position.closed');
    expect(closed).toMatchObject({ reason: 'target' });
    const { equity, startingCash, realised, fees, residue } = desk.engine.views.account();
    expect(amountText(realised)).toBe('50');
    expect(amountText(fees)).toBe('0.7');
    expect(amountText((equity - startingCash) as never)).toBe('49.3');
    expect(residue).toBe(0n);
    expect(desk.said('group.done')).toHaveLength(1);
  });

  it('everything can be traced to the command that caused it', () => {
    const filled = desk.facts.find(({ event }) => event.type === 'order.filled');
    expect(filled?.envelope).toMatchObject({ correlation: 8, cause: 8 });
  });

  it('a replay of the journal comes to the same hash', async () => {
    const replayed = await replay(desk.journal.read(1));
    expect(replayed.hash()).toBe(desk.engine.hash());
    expect(replayed.views.account()).toEqual(desk.engine.views.account());
  });
});

describe('a short position is the mirror of a long one', () => {
  it('stops above, targets below, and earns when the price falls', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ side: 'short' });
    desk.pass();
    const [open] = desk.engine.views.openPositions();
    expect([open?.quantity, open?.stop, open?.target].map((each) => decimalText(each as never))).toEqual([
      '-100',
      '101',
      '99.5',
    ]);
    desk.quote('99.40', '99.42');
    desk.pass();
    expect(amountText(desk.engine.views.account().realised)).toBe('50');
  });
});

describe('entries that fill in parts', () => {
  it('B9: the exits follow the entry, share by share', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02', 40);
    desk.open();
    desk.pass();
    expect(desk.engine.views.openPositions()[0]).toMatchObject({ quantity: quantity(40), protection: 'protected' });
    desk.quote('100.01', '100.03', 1_000);
    desk.pass();
    const [open] = desk.engine.views.openPositions();
    expect(open).toMatchObject({ quantity: quantity(100), protection: 'protected', state: 'open' });
    const legs = desk.engine.views.orders().filter(({ role }) => role !== 'entry');
    expect(legs.map(({ role, terms }) => `${role} ${decimalText(terms.quantity)}`)).toEqual(['target 100', 'stop 100']);
  });

  it('a stop that is hit in parts leaves the rest protected', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    desk.quote('99.00', '99.02', 30);
    desk.pass();
    expect(desk.engine.views.openPositions()[0]).toMatchObject({ quantity: quantity(70), protection: 'protected' });
    desk.quote('98.90', '98.92', 1_000);
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('position.closed')[0]).toMatchObject({ reason: 'stop' });
  });
});

describe('an addition half way to the stop', () => {
  it('doubles the position once, keeps the stop and moves the target', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ doubleDown: { at: 50_000_000n as never, times: 1 } });
    desk.pass();
    desk.quote('99.52', '99.54');
    desk.pass();
    desk.quote('99.30', '99.32');
    desk.pass();
    const [open] = desk.engine.views.openPositions();
    expect(open).toMatchObject({ quantity: quantity(200), protection: 'protected' });
    expect([open?.average, open?.stop, open?.target].map((each) => decimalText(each as never))).toEqual([
      '99.78',
      '99.02',
      '100.28',
    ]);
    expect(desk.said('market.levelCrossed')).toHaveLength(1);
  });
});

describe('leaving', () => {
  it('B33: the target is made marketable; nothing is sold twice', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
    expect(desk.said('position.closed')[0]).toMatchObject({ reason: 'exit' });
    expect(desk.said('order.filled').map(({ side, quantity: size }) => `${side} ${decimalText(size)}`)).toEqual([
      'buy 100',
      'sell 100',
    ]);
    expect(desk.engine.views.orders().map(({ role, status }) => `${role} ${status}`)).toEqual([
      'entry filled',
      'target filled',
      'stop cancelled',
    ]);
  });

  it('an exit that does not fill is priced anew after a while', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open();
    desk.pass();
    desk.quote('100.00', '100.02', 10);
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    desk.quote('99.20', '99.22', 10);
    desk.pass(100);
    expect(desk.said('desk.close')).toHaveLength(2);
    desk.quote('99.20', '99.22', 1_000);
    desk.pass();
    expect(desk.engine.views.openPositions()).toEqual([]);
  });

  it('leaving before the entry has filled takes it back', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.open({ entry: { type: 'limit', offset: 5_000_000n as never } });
    desk.pass();
    desk.send({ type: 'desk.close', book: BOOK, instrument: SPY, why: 'enough' });
    desk.pass();
    expect(desk.said('position.abandoned')).toHaveLength(1);
    expect(desk.engine.views.orders().map(({ status }) => status)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });
});
