import { describe, expect, it } from 'vitest';
import type { UserCommand } from '../../src/actors/engine/doors.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { createRecorder } from '../../src/adapters/reports/recorder.ts';
import type { Event } from '../../src/events.ts';
import type { AccountId, Duration, ExecutionId, InstrumentId, OrderId, Timestamp } from '../../src/identifiers.ts';
import { later, timestamp } from '../../src/identifiers.ts';
import { amount, decimalText, price, quantity } from '../../src/money.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { splitOf } from '../support/corporateActions.ts';
import { SPY } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, enterAt } from '../support/handBroker.ts';

const account = 'PAPER' as AccountId;
const confirmed = (
  newShares: number,
  oldShares: number,
  effective: Timestamp,
  over: Partial<Event<'holding.confirmSplit'>> = {},
): UserCommand => ({
  type: 'holding.confirmSplit',
  account,
  instrument: SPY,
  newShares: quantity(newShares),
  oldShares: quantity(oldShares),
  exDate: '2025-03-04',
  effective,
  operator: 'ann',
  why: 'the issuer says so',
  ...over,
});
const holds = (shares: number): BrokerFact => ({
  type: 'broker.position',
  account,
  instrument: SPY,
  quantity: quantity(shares),
});

/** 100 shares at 100 with a stop at 99 and a target at 100.50, ten seconds ago; returns the moment. */
function held(yaml?: string) {
  const desk = createHandDesk(yaml === undefined ? {} : { yaml });
  desk.quote('100.00', '100.02');
  const orders = enterAt(desk, '100');
  desk.tell(holds(100));
  desk.pass(10);
  return { desk, orders, since: later(desk.engine.views.now(), -1_000_000) };
}
const bookedIn = ({ engine }: HandDesk): string =>
  decimalText(engine.views.openPositions()[0]?.quantity ?? quantity(0));
const declined = (desk: HandDesk): readonly string[] => desk.said('desk.declined').map(({ code }) => code);

describe('a split on the word of a person', () => {
  it('explains a holding that has drifted: books follow from that moment on, stops are those of the new shares', () => {
    const { desk, orders, since } = held();
    const { cost } = desk.engine.views.account();
    desk.tell(holds(200));
    desk.pass(600);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'drifted' }]);
    desk.send(confirmed(2, 1, since));
    expect(desk.said('holding.splitConfirmed')).toMatchObject([{ operator: 'ann', why: 'the issuer says so' }]);
    expect(desk.engine.views.holdings()).toMatchObject([{ state: 'inSync', booked: quantity(200) }]);
    expect(bookedIn(desk)).toBe('200');
    expect(desk.engine.views.account()).toMatchObject({ cost, residue: 0n });
    expect(desk.said('position.naked').at(-1)).toMatchObject({ detail: 'its stops are those of before a split' });
    desk.tell({ type: 'broker.orderCancelled', order: orders.stop });
    expect(desk.asked.at(-1)).toMatchObject({ what: 'place', terms: { quantity: quantity(200), stop: price('49.5') } });
  });

  it('told by a source afterwards it is no news, told otherwise it is a matter for a person again', () => {
    const { desk, since } = held();
    desk.send(confirmed(2, 1, since));
    desk.engine.hear(splitOf(2, 1), 'market');
    expect([bookedIn(desk), declined(desk)]).toEqual(['200', []]);
    desk.engine.hear(splitOf(3, 1), 'market');
    expect([bookedIn(desk), declined(desk)]).toEqual(['200', ['actionDisputed']]);
  });

  it.each([
    ['another ratio', 10, 1, 5, 1, '500'],
    ['the other way round', 1, 2, 2, 1, '200'],
    ['that there was none', 2, 1, 1, 1, '100'],
  ])('of two sources that differ the person has the last word: %s', (_, first, of, newShares, oldShares, shares) => {
    const { desk } = held();
    const since = desk.engine.views.now();
    desk.engine.hear(splitOf(first, of), 'market');
    desk.send(confirmed(newShares, oldShares, since));
    expect(bookedIn(desk)).toBe(shares);
    expect(desk.engine.views.account().residue).toBe(0n);
    expect(desk.engine.views.openPositions()[0]?.stop).toBe(price((99 * oldShares) / newShares));
    desk.send(confirmed(newShares, oldShares, since));
    expect(declined(desk)).toEqual(['actionBooked']);
  });

  it.each([
    [-1, '220'],
    [1, '210'],
  ])('an execution that is told late, %s s from that moment: its shares are those of then', (seconds, shares) => {
    const { desk, orders, since } = held();
    desk.send(confirmed(2, 1, since));
    desk.tell({
      type: 'broker.execution',
      order: orders.entry,
      execution: 'late' as ExecutionId,
      revision: 1,
      quantity: quantity(10),
      price: price(100),
      executedAt: later(since, seconds * 1_000_000),
    });
    expect(bookedIn(desk)).toBe(shares);
    expect(desk.engine.views.account()).toMatchObject({ cost: amount(11_000), residue: 0n });
  });

  it.each([
    ['a quote of the new shares stays as it is, and indicators begin anew', true, '50', [100, 50]],
    ['a quote of before is brought into new shares, and indicators go on', false, '50', [100, 50, 50]],
  ])('%s', (_, isQuoted, bid, values) => {
    const { desk } = held('indicators: { mean: { kind: sma, length: 2, bars: 1m, session: all } }\nrules: {}\n');
    const bar = (close: number): void => {
      desk.pass(60);
      const flat = { open: price(close), high: price(close), low: price(close), close: price(close) };
      const start = later(desk.engine.views.now(), -60_000_000);
      const period = 60_000_000 as Duration;
      desk.engine.hear({ type: 'market.bar', instrument: SPY, start, period, ...flat, volume: quantity(1) }, 'market');
    };
    for (const close of [100, 100]) bar(close);
    desk.quote('100.00', '100.02');
    desk.pass(2);
    const since = later(desk.engine.views.now(), -1_000_000);
    if (isQuoted) desk.quote('50.00', '50.01');
    desk.send(confirmed(2, 1, since));
    expect(desk.engine.views.quote(SPY)).toMatchObject({ bid: price(bid), ask: price('50.01') });
    expect(desk.said('holding.split').map(({ quoted }) => quoted)).toEqual([isQuoted ? true : undefined]);
    for (const close of [50, 50]) bar(close);
    expect(desk.said('market.indicator').map(({ value }) => value)).toEqual(values);
  });

  it.each<[string, (since: Timestamp) => UserCommand, string]>([
    ['of another account', (since) => confirmed(2, 1, since, { account: 'U1' as AccountId }), 'accountUnknown'],
    [
      'in an instrument that the desk does not trade',
      (since) => confirmed(2, 1, since, { instrument: 'QQQ' as InstrumentId }),
      'instrumentUnknown',
    ],
    ['of nothing', (since) => confirmed(1, 1, since), 'actionBooked'],
    ['from a moment that has not come', () => confirmed(2, 1, timestamp('2025-03-05T15:00:00Z')), 'splitAhead'],
    ['from before the last execution', (since) => confirmed(2, 1, later(since, -60_000_000)), 'splitTraded'],
  ])('%s it is declined, and nothing has changed', (_, command, code) => {
    const { desk, since } = held('symbols: [SPY]\nrules: {}\n');
    desk.send(command(since));
    expect([declined(desk), bookedIn(desk)]).toEqual([[code], '100']);
    expect(desk.said('holding.split')).toEqual([]);
  });

  it('a stop that has followed quotes of since is a reason to decline, one that could have is none', () => {
    const follows = (isQuoted: boolean): readonly string[] => {
      const desk = createHandDesk();
      desk.quote('100.00', '100.02');
      desk.open({ trail: { distance: { by: 'amount', amount: price(2) } } } as never);
      desk.pass(10);
      const since = later(desk.engine.views.now(), -1_000_000);
      if (isQuoted) desk.quote('50.00', '50.02');
      desk.send(confirmed(2, 1, since));
      return declined(desk);
    };
    expect([follows(false), follows(true)]).toEqual([[], ['splitFollowed']]);
  });

  it('an execution elsewhere is no reason to decline', () => {
    const { desk, since } = held();
    desk.tell({
      type: 'broker.execution',
      order: 'theirs' as OrderId,
      execution: 'q1' as ExecutionId,
      revision: 1,
      quantity: quantity(10),
      price: price(100),
      executedAt: desk.engine.views.now(),
      account,
      instrument: 'QQQ' as InstrumentId,
      side: 'buy',
    });
    desk.send(confirmed(2, 1, since));
    expect([declined(desk), bookedIn(desk)]).toEqual([[], '200']);
  });

  it.each([
    ['of before', '100.00', '100.02', false],
    ['of since', '50.00', '50.01', true],
  ])('a report values what is held at a quote %s as the desk does', (_, bid, ask, isSince) => {
    const desk = createHandDesk();
    const recorder = createRecorder(desk.engine.bus);
    desk.quote('100.00', '100.02');
    enterAt(desk, '90');
    if (!isSince) desk.quote(bid, ask);
    desk.pass(10);
    const since = later(desk.engine.views.now(), -1_000_000);
    if (isSince) desk.quote(bid, ask);
    desk.send(confirmed(2, 1, since));
    desk.pass(61);
    recorder.finish();
    // It has not heard what the account began with.
    const { equity, startingCash } = desk.engine.views.account();
    expect(recorder.recording.curve.at(-1)?.equity).toBe(equity - startingCash);
  });

  it('replayed, the same', async () => {
    const { desk, since } = held();
    desk.engine.hear(splitOf(3, 1), 'market');
    desk.send(confirmed(2, 1, since));
    expect(bookedIn(desk)).toBe('200');
    const replayed = await replay(desk.journal.read(1));
    expect(replayed.hash()).toBe(desk.engine.hash());
  });
});
