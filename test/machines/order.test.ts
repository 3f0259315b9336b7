import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OrderEvent } from '../../src/machines/order/order.ts';
import { orderMachine } from '../../src/machines/order/orderMachine.ts';
import { isDone, outcomeOf, printedStatus, settlement } from '../../src/machines/order/selectors.ts';
import { amountText, decimalText, price, quantity } from '../../src/money.ts';
import type { OrderTerms } from '../../src/orders.ts';
import { drive } from '../support/charts.ts';
import { O, orderInput, say } from '../support/orders.ts';

const atBroker = [say.submit(), say.releasing()];
const working = [...atBroker, say.working()];
const order = (...events: OrderEvent[]) => {
  const driven = drive(orderMachine, orderInput());
  driven.send(...events);
  return driven;
};
const filledOf = (driven: ReturnType<typeof order>): string => decimalText(driven.snapshot().context.filled);

/** given, when, then: lifecycle and execution, what is said (the first words), filled. */
type Row = readonly [
  name: string,
  given: readonly OrderEvent[],
  when: OrderEvent,
  then: string,
  said: readonly string[],
  filled: string,
];

const rows: readonly Row[] = [
  // on the way out
  [
    'approved, it waits in the outbox',
    [],
    say.submit(),
    'submitting.queued none',
    ['outbox.place', 'order.queued'],
    '0',
  ],
  ['refused by the gate, it never leaves', [], say.refuse(), 'refused none', ['order.refused'], '0'],
  ['taken back before the gate, it never leaves', [], say.cancel(), 'refused none', ['order.refused'], '0'],
  [
    'taken back from the outbox, it never leaves',
    [say.submit()],
    say.cancel(),
    'refused none',
    ['outbox.withdraw', 'order.refused'],
    '0',
  ],
  [
    'released, the acknowledgement is awaited',
    [say.submit()],
    say.releasing(),
    'submitting.sent none',
    ['order.sent', 'clock.arm'],
    '0',
  ],
  [
    'a release of another command does not send it',
    [say.submit()],
    say.releasing('amend'),
    'submitting.queued none',
    ['order.unexpected'],
    '0',
  ],
  [
    'proven not to be written, it is refused',
    atBroker,
    say.dropped(),
    'refused none',
    ['clock.disarm', 'order.refused'],
    '0',
  ],
  // acknowledgements
  ['the broker works it', atBroker, say.working(), 'working.resting none', ['clock.disarm', 'order.working'], '0'],
  [
    'the broker watches its trigger',
    atBroker,
    say.waiting('trigger'),
    'working.waitingForTrigger none',
    ['clock.disarm', 'order.working'],
    '0',
  ],
  [
    'the broker keeps it for its parent',
    atBroker,
    say.waiting('parent'),
    'working.waitingForParent none',
    ['clock.disarm', 'order.working'],
    '0',
  ],
  [
    'B36: held for a locate is not an end',
    atBroker,
    say.held(),
    'working.held none',
    ['clock.disarm', 'order.held'],
    '0',
  ],
  ['received is not yet working', atBroker, say.received(), 'submitting.sent none', [], '0'],
  ['rejected', atBroker, say.rejected(), 'settled.rejected none', ['clock.disarm', 'order.rejected'], '0'],
  [
    'B16: filled before any acknowledgement',
    atBroker,
    say.fill('e', 100),
    'settled.filled complete',
    ['clock.disarm', 'order.filled', 'order.completed'],
    '100',
  ],
  [
    'B16: partly filled before any acknowledgement, it works',
    atBroker,
    say.fill('e', 40),
    'working.resting partial',
    ['clock.disarm', 'order.filled', 'order.working'],
    '40',
  ],
  [
    'an acknowledgement after the fill changes nothing',
    [...atBroker, say.fill('e', 100)],
    say.working(),
    'settled.filled complete',
    [],
    '100',
  ],
  // silence
  [
    'B7: no acknowledgement in time: asked, not assumed',
    atBroker,
    say.deadline('acknowledge'),
    'unconfirmed none',
    ['clock.disarm', 'order.unconfirmed', 'outbox.ask', 'clock.arm'],
    '0',
  ],
  [
    'B7: the connection lost after the write',
    atBroker,
    say.lost(),
    'unconfirmed none',
    ['clock.disarm', 'order.unconfirmed', 'outbox.ask', 'clock.arm'],
    '0',
  ],
  [
    'B7: time alone decides nothing',
    [...atBroker, say.lost()],
    say.deadline('acknowledge'),
    'unconfirmed none',
    ['outbox.ask', 'clock.arm'],
    '0',
  ],
  [
    'found, it works',
    [...atBroker, say.lost()],
    say.found(),
    'working.resting none',
    ['clock.disarm', 'order.working'],
    '0',
  ],
  [
    'not found by a complete enumeration, it is absent',
    [...atBroker, say.lost()],
    say.absent(),
    'settled.absent none',
    ['clock.disarm', 'order.absent'],
    '0',
  ],
  [
    'once acknowledged it does not vanish: a person must look',
    [...working, say.unknown()],
    say.absent(),
    'unaccounted none',
    ['clock.disarm', 'order.unaccounted', 'clock.arm'],
    '0',
  ],
  [
    'an absent order that shows up after all works',
    [...atBroker, say.lost(), say.absent()],
    say.working(),
    'working.resting none',
    ['order.surprised', 'order.working'],
    '0',
  ],
  [
    'an absent order that waits for its trigger after all is watched again',
    [...atBroker, say.lost(), say.absent()],
    say.waiting('trigger'),
    'working.waitingForTrigger none',
    ['order.surprised', 'order.working'],
    '0',
  ],
  ['a lost connection leaves a working order at the broker', working, say.lost(), 'working.resting none', [], '0'],
  ['B8: 10147 asks', working, say.unknown(), 'unconfirmed none', ['order.unconfirmed', 'outbox.ask', 'clock.arm'], '0'],
  // fills
  ['a part fills', working, say.fill('e', 40), 'working.resting partial', ['order.filled'], '40'],
  [
    'the rest fills',
    [...working, say.fill('e', 40)],
    say.fill('f', 60),
    'settled.filled complete',
    ['order.filled', 'order.completed'],
    '100',
  ],
  [
    'B13: the same execution twice counts once',
    [...working, say.fill('e', 40)],
    say.fill('e', 40),
    'working.resting partial',
    [],
    '40',
  ],
  [
    'the same revision with other figures is noted and not booked',
    [...working, say.fill('e', 40)],
    say.fill('e', 50),
    'working.resting partial',
    ['order.surprised'],
    '40',
  ],
  [
    'more than was asked for is an excess',
    [...working, say.fill('e', 100)],
    say.fill('f', 20),
    'settled.filled excess',
    ['order.surprised', 'order.filled', 'order.overfilled'],
    '120',
  ],
  [
    'a stop that fills has been triggered',
    [...atBroker, say.waiting('trigger')],
    say.fill('e', 40),
    'working.resting partial',
    ['order.filled', 'order.working'],
    '40',
  ],
  [
    'the broker counts more than is booked: owed, for so long',
    working,
    say.status(100),
    'working.resting owed',
    ['clock.arm'],
    '0',
  ],
  [
    'owed beyond its time: the broker is asked, nothing is booked by guess',
    [...working, say.status(100)],
    say.deadline('executions'),
    'working.resting owed',
    ['order.unanswered', 'outbox.ask', 'clock.arm'],
    '0',
  ],
  [
    'a bust that comes before its execution trades nothing',
    working,
    say.fill('e', 0, '10', 2),
    'working.resting none',
    [],
    '0',
  ],
  [
    'busted before it came, and charged for: the fee is said all the same',
    [...working, say.fee('e', '0.35')],
    say.fill('e', 0, '10', 2),
    'working.resting none',
    ['order.commission'],
    '0',
  ],
  [
    'so is the fee that comes after the bust',
    [...working, say.fill('e', 0, '10', 2)],
    say.fee('e', '0.35'),
    'working.resting none',
    ['order.commission'],
    '0',
  ],
  [
    'the execution that was busted before it came is old',
    [...working, say.fill('e', 0, '10', 2)],
    say.fill('e', 100),
    'working.resting none',
    [],
    '0',
  ],
  [
    'what a correction takes away the broker no longer counts: nothing is owed',
    [...working, say.status(100), say.fill('e', 100), say.fill('e', 90, '10', 2, true)],
    say.cancelled(90),
    'settled.cancelled partial',
    ['order.cancelled'],
    '90',
  ],
  [
    'owed is over once the execution is here',
    [...working, say.status(100)],
    say.fill('e', 100),
    'settled.filled complete',
    ['clock.disarm', 'order.filled', 'order.completed'],
    '100',
  ],
  [
    'an old status is nothing new',
    [...working, say.fill('e', 40)],
    say.status(20),
    'working.resting partial',
    [],
    '40',
  ],
  // corrections
  [
    'B14: a correction replaces',
    [...working, say.fill('e', 100)],
    say.fill('e', 90, '10', 2, true),
    'working.resting partial',
    ['order.surprised', 'order.revised', 'order.working'],
    '90',
  ],
  [
    'B39: a bust of a filled order makes it unconfirmed',
    [...working, say.fill('e', 100)],
    say.fill('e', 0, '10', 2),
    'unconfirmed none',
    ['order.surprised', 'order.revised', 'order.unconfirmed', 'outbox.ask', 'clock.arm'],
    '0',
  ],
  [
    'B14: the lower revision after the higher changes nothing',
    [...working, say.fill('e', 90, '10', 2)],
    say.fill('e', 100),
    'working.resting partial',
    [],
    '90',
  ],
  // cancels
  ['a cancel is asked for', working, say.cancel(), 'working.resting none', ['outbox.cancel', 'clock.arm'], '0'],
  ['asked for once', [...working, say.cancel()], say.cancel(), 'working.resting none', [], '0'],
  [
    'B8: cancelled',
    [...working, say.cancel()],
    say.cancelled(),
    'settled.cancelled none',
    ['clock.disarm', 'order.cancelled'],
    '0',
  ],
  [
    'B8: a fill while the cancel is pending',
    [...working, say.cancel()],
    say.fill('e', 40),
    'working.resting partial',
    ['order.filled'],
    '40',
  ],
  [
    'B8: filled whole while the cancel is pending',
    [...working, say.cancel()],
    say.fill('e', 100),
    'settled.filled complete',
    ['order.filled', 'order.completed'],
    '100',
  ],
  [
    'a refused cancel leaves it where it was',
    [...working, say.cancel(), say.cancelPending()],
    say.cancelRejected(),
    'working.resting none',
    ['order.cancelRejected', 'clock.disarm'],
    '0',
  ],
  [
    'B8: an unanswered cancel is asked about and stays',
    [...working, say.cancel()],
    say.deadline('cancel'),
    'working.resting none',
    ['order.unanswered', 'outbox.ask', 'clock.arm'],
    '0',
  ],
  [
    'B8: asked about, it works still: the cancel is sent anew',
    [...working, say.cancel(), say.deadline('cancel')],
    say.found(),
    'working.resting none',
    ['outbox.cancel', 'clock.arm'],
    '0',
  ],
  [
    'B8: asked about, it has filled: nothing is left to cancel',
    [...working, say.cancel(), say.fill('e', 100), say.deadline('cancel')],
    say.status(100),
    'settled.filled complete',
    ['clock.disarm'],
    '100',
  ],
  [
    'B4: an unanswered change is asked about, and the listed terms are its answer',
    [...working, say.amend(150), say.deadline('amend')],
    say.restated(150),
    'working.resting none',
    ['order.amended', 'clock.disarm', 'order.working'],
    '0',
  ],
  [
    'B4: an unanswered change that the broker does not list was lost',
    [...working, say.amend(150), say.deadline('amend')],
    say.restated(100),
    'working.resting none',
    ['order.amendRejected', 'clock.disarm', 'order.working'],
    '0',
  ],
  [
    'B8: a fill after the cancel is booked, and noted',
    [...working, say.cancel(), say.cancelled()],
    say.fill('e', 40),
    'settled.cancelled partial',
    ['order.surprised', 'order.filled'],
    '40',
  ],
  [
    'a fill that completes a cancelled order fills it',
    [...working, say.cancel(), say.cancelled()],
    say.fill('e', 100),
    'settled.filled complete',
    ['order.surprised', 'order.filled', 'order.completed'],
    '100',
  ],
  [
    'cancelled with more filled than is booked: owed',
    [...working, say.cancel()],
    say.cancelled(40),
    'settled.cancelled owed',
    ['clock.disarm', 'order.cancelled', 'clock.arm'],
    '0',
  ],
  [
    'nothing to cancel once it is over',
    [...working, say.fill('e', 100)],
    say.cancel(),
    'settled.filled complete',
    ['order.cancelRefused'],
    '100',
  ],
  // amendments
  ['a change is asked for', working, say.amend(80), 'working.resting none', ['outbox.amend', 'clock.arm'], '0'],
  [
    'a change below what has filled is refused',
    [...working, say.fill('e', 40)],
    say.amend(39),
    'working.resting partial',
    ['order.amendRefused'],
    '40',
  ],
  [
    'a change to exactly what has filled ends the order as filled',
    [...working, say.fill('e', 40), say.amend(40)],
    say.amended(40),
    'settled.filled complete',
    ['order.amended', 'clock.disarm', 'order.completed'],
    '40',
  ],
  [
    'a bare acknowledgement takes the one change that is asked for',
    [...working, say.fill('e', 40), say.amend(40)],
    { type: 'broker.amended', order: O },
    'settled.filled complete',
    ['order.amended', 'clock.disarm', 'order.completed'],
    '40',
  ],
  [
    'a bare acknowledgement of one of several changes takes none',
    [...working, say.amend(80), say.amend(90)],
    { type: 'broker.amended', order: O },
    'working.resting none',
    ['order.surprised'],
    '0',
  ],
  [
    'what has filled can be made larger',
    [...working, say.fill('e', 100), say.amend(150)],
    say.amended(150),
    'working.resting partial',
    ['order.amended', 'clock.disarm', 'order.working'],
    '100',
  ],
  [
    'B8: filled, and the broker does not know the order it is to cancel: nothing is pending',
    [...working, say.cancel(), say.fill('e', 100)],
    say.unknown(),
    'settled.filled complete',
    ['clock.disarm'],
    '100',
  ],
  [
    'rejected, filled in part all the same, and listed as working: it works',
    [...atBroker, say.rejected(), say.fill('e', 40)],
    say.found(),
    'working.resting partial',
    ['order.surprised', 'order.working'],
    '40',
  ],
  [
    'listed as working after its cancel: noted, and the broker asked',
    [...working, say.cancelled()],
    say.found(),
    'unconfirmed none',
    ['order.surprised', 'order.unconfirmed', 'outbox.ask', 'clock.arm'],
    '0',
  ],
  [
    'nothing can be changed before it is at the broker',
    [say.submit()],
    say.amend(80),
    'submitting.queued none',
    ['order.amendRefused'],
    '0',
  ],
  [
    'the broker took the change',
    [...working, say.amend(80)],
    say.amended(80),
    'working.resting none',
    ['order.amended', 'clock.disarm'],
    '0',
  ],
  [
    'B4: a failed change leaves the order as it was',
    [...working, say.fill('e', 40), say.amend(80)],
    say.amendRejected(),
    'working.resting partial',
    ['order.amendRejected', 'clock.disarm'],
    '40',
  ],
  [
    'a change down to what has filled completes it',
    [...working, say.fill('e', 40), say.amend(60), say.fill('f', 20)],
    say.amended(60),
    'settled.filled complete',
    ['order.amended', 'clock.disarm', 'order.completed'],
    '60',
  ],
  [
    'restated below what has filled: adopted, never clamped',
    [...working, say.fill('e', 40)],
    say.restated(30),
    'settled.filled excess',
    ['order.completed', 'order.overfilled'],
    '40',
  ],
  [
    'B9.2: listed with a quantity of nothing it keeps its own',
    [...working, say.fill('e', 40)],
    say.restated(0),
    'working.resting partial',
    ['order.working'],
    '40',
  ],
  ['B9: restated to nothing is no end', working, say.restated(0), 'working.resting none', ['order.working'], '0'],
  [
    'an order that grows again works again',
    [...working, say.fill('e', 100)],
    say.restated(150),
    'working.resting partial',
    ['order.working'],
    '100',
  ],
  // days
  ['asleep over night', working, say.dormant('overnight'), 'working.dormant none', ['order.held'], '0'],
  [
    'restated in the morning',
    [...working, say.dormant('overnight')],
    say.restated(100),
    'working.resting none',
    ['order.working'],
    '0',
  ],
  ['done for the day', working, say.dormant('day'), 'settled.doneForDay none', ['order.doneForDay'], '0'],
  ['B31: expired', working, say.expired(), 'settled.expired none', ['order.expired'], '0'],
  [
    'a fill after it expired is booked, and noted',
    [...working, say.expired()],
    say.fill('e', 40),
    'settled.expired partial',
    ['order.surprised', 'order.filled'],
    '40',
  ],
  [
    'a fill after a rejection is booked, and the broker asked',
    [...atBroker, say.rejected()],
    say.fill('e', 40),
    'settled.rejected partial',
    ['order.surprised', 'outbox.ask', 'order.filled'],
    '40',
  ],
  [
    'a fill of an order that never left is booked',
    [say.refuse()],
    say.fill('e', 40),
    'unconfirmed partial',
    ['order.surprised', 'order.filled', 'order.unconfirmed', 'outbox.ask', 'clock.arm'],
    '40',
  ],
  [
    'a fill of an order that waits for the gate is booked',
    [],
    say.fill('e', 100),
    'settled.filled complete',
    ['order.surprised', 'order.filled', 'order.completed'],
    '100',
  ],
  // what never was at the broker
  [
    'a cancel that was never written leaves it where it was, and may be asked for again',
    [...working, say.cancel()],
    say.dropped('cancel'),
    'working.resting none',
    ['order.cancelRejected', 'clock.disarm'],
    '0',
  ],
  [
    'a change that was never written leaves it as it was',
    [...working, say.amend(80)],
    say.dropped('amend'),
    'working.resting none',
    ['order.amendRejected', 'clock.disarm'],
    '0',
  ],
  [
    'the first of two changes was never written: the second is still asked for',
    [...working, say.amend(80), say.amend(70)],
    say.dropped('amend'),
    'working.resting none',
    ['order.amendRejected', 'clock.arm'],
    '0',
  ],
  [
    'B27: the cancel of an order that never left is strange, and noted',
    [say.refuse()],
    say.cancelled(),
    'refused none',
    ['order.surprised'],
    '0',
  ],
  ['B27: so is a restatement of it', [say.refuse()], say.restated(60), 'refused none', ['order.surprised'], '0'],
  ['B27: and a count of fills', [], say.status(40), 'created owed', ['order.surprised', 'clock.arm'], '0'],
  ['what makes no sense changes nothing', [], say.working(), 'created none', ['order.unexpected'], '0'],
];

describe('an order', () => {
  it.each(rows)('%s', (_name, given, when, then, said, filled) => {
    const driven = order(...given);
    const messages = driven.send(when);
    const { lifecycle, execution } = driven.snapshot().value;
    expect(
      `${typeof lifecycle === 'string' ? lifecycle : Object.entries(lifecycle).flat().join('.')} ${execution}`,
    ).toBe(then);
    expect(messages.map(({ type }) => type)).toEqual(said);
    expect(filledOf(driven)).toBe(filled);
  });
});

describe('B9.2: a quantity of nothing', () => {
  const reducing = { name: 'g1', type: 2 } as const;
  const quantityAfter = (over: Partial<OrderTerms>, ...events: OrderEvent[]): string => {
    const driven = drive(orderMachine, orderInput(over));
    for (const event of [...atBroker, ...events]) driven.send(event);
    return decimalText(driven.snapshot().context.terms.quantity);
  };

  it.each([
    ['of a child that waits for its parent is no quantity', { oca: reducing }, [say.waiting('parent')], '100'],
    ['of an order that nobody has spoken of is none', { oca: reducing }, [], '100'],
    ['of an order that stands alone is none', {}, [say.waiting('trigger')], '100'],
    [
      'of an order that others cancel and never reduce is none',
      { oca: { ...reducing, type: 1 } },
      [say.waiting('trigger')],
      '100',
    ],
    ['of one that has filled in part is none', { oca: reducing }, [say.working(), say.fill('e', 40)], '100'],
    [
      'of one that is watched for its trigger: others have filled for all of it',
      { oca: reducing },
      [say.waiting('trigger')],
      '0',
    ],
    ['of one at work: others have filled for all of it', { oca: reducing }, [say.working()], '0'],
    [
      'of one that fell asleep again is none',
      { oca: reducing },
      [say.waiting('trigger'), say.waiting('parent')],
      '100',
    ],
    [
      'of one that was at work when the line was lost: others have filled for all of it',
      { oca: reducing },
      [say.working(), say.lost(), say.unknown()],
      '0',
    ],
  ] as const)('%s', (_name, over, events, then) => {
    expect(quantityAfter(over, ...events, say.restated(0))).toBe(then);
  });

  it('is said by a quantity alone: other terms leave it as it is', () => {
    const limited = { type: 'broker.orderRestated', order: O, limit: price(9) } as OrderEvent;
    expect(quantityAfter({ oca: reducing }, say.working(), limited)).toBe('100');
  });

  it('ends nothing: the order is for more again once the broker says so', () => {
    expect(quantityAfter({ oca: reducing }, say.waiting('trigger'), say.restated(0), say.restated(60))).toBe('60');
    const driven = drive(orderMachine, orderInput({ oca: reducing }));
    driven.send(...atBroker, say.working(), say.restated(0));
    expect(driven.snapshot().hasTag('isSettled')).toBe(false);
  });
});

describe('what is left', () => {
  it('of an order that has ended nothing is, whatever it was asked for', () => {
    const [filled] = order(...working, say.cancelled())
      .send(say.fill('e', 40))
      .filter(({ type }) => type === 'order.filled');
    expect(filled).toMatchObject({ leaves: 0n });
  });
});

describe('fees', () => {
  it('B15: the fee is said once, whichever of the two comes first', () => {
    const late = order(...working, say.fill('e', 40));
    const [said] = late.send(say.fee('e', '0.35'));
    expect(said).toMatchObject({ type: 'order.commission', execution: 'e' });
    expect(late.send(say.fee('e', '0.35'))).toEqual([]);
    const early = order(...working);
    expect(early.send(say.fee('e', '0.35'))).toEqual([]);
    const [filled] = early.send(say.fill('e', 40));
    expect(filled).toMatchObject({ type: 'order.filled', fee: 3_500_000_000_000_000n });
  });

  it('B15: of an execution that was busted before it came it is said once, and not again with the trade', () => {
    const driven = order(...working, say.fee('e', '0.35'));
    expect(driven.send(say.fill('e', 0, '10', 2))).toMatchObject([
      { type: 'order.commission', change: 3_500_000_000_000_000n },
    ]);
    const [filled] = driven.send(say.fill('e', 40, '10', 3));
    expect(filled).toMatchObject({ type: 'order.filled', quantity: quantity(40) });
    expect(filled).not.toHaveProperty('fee');
  });

  it('B15: a corrected fee says by how much it differs', () => {
    const driven = order(...working, say.fill('e', 40), say.fee('e', '0.35'));
    const [said] = driven.send(say.fee('e', '0.30'));
    expect(amountText(said?.change as never)).toBe('-0.05');
  });
});

describe('the end of an order', () => {
  it.each([
    ['filled, no question open', [...working, say.fill('e', 100)], true, 'filled'],
    [
      'filled with a cancel pending: the answer is awaited',
      [...working, say.cancel(), say.fill('e', 100)],
      false,
      'pending cancel',
    ],
    [
      'filled with a change pending: the answer is awaited',
      [...working, say.amend(120), say.fill('e', 100)],
      false,
      'pending replace',
    ],
    ['cancelled with an execution owed', [...working, say.cancel(), say.cancelled(40)], false, 'cancelled'],
    ['refused', [say.refuse()], true, 'refused'],
    [
      'never written, with a cancel and a change open: nobody is left to answer them',
      [...atBroker, say.cancel(), say.amend(80), say.dropped()],
      true,
      'refused',
    ],
    [
      'absent, with a cancel and a change open: nobody is left to answer them',
      [...atBroker, say.cancel(), say.amend(80), say.lost(), say.absent()],
      true,
      'absent',
    ],
    ['working', working, false, 'working'],
  ] as const)('%s', (_name, events, done, printed) => {
    const snapshot = order(...events).snapshot();
    expect(isDone(snapshot)).toBe(done);
    expect(printedStatus(snapshot)).toBe(printed);
  });

  it('is said once, and taken back when the order opens again', () => {
    const driven = order(...working);
    const before = driven.snapshot();
    driven.send(say.fill('e', 100));
    const filled = driven.snapshot();
    expect(settlement(before, filled)).toMatchObject({ type: 'order.settled', outcome: 'filled' });
    expect(settlement(filled, filled)).toBeUndefined();
    driven.send(say.fill('e', 50, '10', 2, true));
    expect(settlement(filled, driven.snapshot())).toMatchObject({ type: 'order.reopened' });
  });
});

describe('the order of messages is the business of the broker', () => {
  const executions = [say.fill('a', 30), say.fill('b', 20), say.fill('c', 50)];
  const statuses = [say.received(), say.working(), say.status(30), say.status(100), say.working()];

  it('B16: any order, repetition or loss of statuses ends in the same state, as long as the executions arrive', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...executions, ...statuses, ...executions, ...statuses]),
        fc.shuffledSubarray(executions, { minLength: 3 }),
        (noise, all) => {
          const driven = order(...atBroker, ...noise, ...all);
          const { lifecycle, execution } = driven.snapshot().value;
          expect([lifecycle, execution]).toEqual([{ settled: 'filled' }, 'complete']);
          expect(filledOf(driven)).toBe('100');
          expect(isDone(driven.snapshot())).toBe(true);
          expect(outcomeOf(driven.snapshot())).toBe('filled');
        },
      ),
    );
  });

  it('B14: of the revisions of an execution the highest stands, in any order of arrival', () => {
    const revisions = [say.fill('a', 30), say.fill('a', 25, '10.10', 2), say.fill('a', 20, '10.20', 3)];
    fc.assert(
      fc.property(fc.shuffledSubarray(revisions, { minLength: 3 }), (arrived) => {
        const { context } = order(...working, ...arrived).snapshot();
        expect([decimalText(context.filled), amountText(context.notional)]).toEqual(['20', '204']);
      }),
    );
  });

  const everything: readonly OrderEvent[] = [
    ...[
      say.submit(),
      say.refuse(),
      say.cancel(),
      say.amend(80),
      say.amend(20),
      say.releasing(),
      say.releasing('amend'),
    ],
    ...[say.dropped(), say.lost(), say.deadline('acknowledge'), say.deadline('amend'), say.deadline('cancel')],
    ...[say.waiting('trigger'), say.waiting('parent'), say.held(), say.dormant('overnight'), say.dormant('day')],
    ...[
      say.restated(0),
      say.restated(60),
      say.restated(150),
      say.rejected(),
      say.cancelled(),
      say.cancelled(40),
      say.expired(),
    ],
    ...[say.amendPending(), say.amended(80), say.amendRejected(), say.cancelPending(), say.cancelRejected()],
    ...[
      say.found(),
      say.absent(),
      say.unknown(),
      say.fee('a', '0.35'),
      say.fill('a', 25, '10', 2),
      say.fill('a', 0, '10', 3),
    ],
    ...statuses,
  ];

  it('nothing the broker can say stops the chart or loses an execution', () => {
    const anything = fc.constantFrom(...everything);
    fc.assert(
      fc.property(fc.array(fc.oneof(anything, fc.constantFrom(...executions)), { maxLength: 30 }), (events) => {
        const driven = order(...events);
        const booked = new Set(events.flatMap((event) => (event.type === 'broker.execution' ? [event.execution] : [])));
        expect(
          driven
            .snapshot()
            .context.executions.map(({ execution }) => execution as string)
            .sort(),
        ).toEqual([...booked].sort());
        expect(driven.snapshot().status).toBe('active');
      }),
      { numRuns: 300 },
    );
  });
});
