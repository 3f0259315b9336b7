import { describe, expect, it } from 'vitest';
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { BookId, InstrumentId, OrderId, RuleId } from '../../src/identifiers.ts';
import { later, seconds } from '../../src/identifiers.ts';
import type { OrderEvent } from '../../src/machines/order/order.ts';
import { orderMachine } from '../../src/machines/order/orderMachine.ts';
import type { RuleEvent } from '../../src/machines/rule/ruleMachine.ts';
import { ruleMachine } from '../../src/machines/rule/ruleMachine.ts';
import { amount, price, quantity, ratio } from '../../src/money.ts';
import type { MarketEvent, Timed } from '../../src/ports.ts';
import type { RefusalCode } from '../../src/refusals.ts';
import { refusals } from '../../src/refusals.ts';
import { drive } from '../support/charts.ts';
import type { Desk } from '../support/desk.ts';
import { BOOK, createDesk, prediction, SPY, START } from '../support/desk.ts';
import { links, orderInput, say, terms } from '../support/orders.ts';

const R = 'long' as RuleId;
const quoted: Timed<MarketEvent> = {
  at: START,
  event: {
    type: 'market.quote',
    instrument: SPY,
    bid: price('100.00'),
    ask: price('100.02'),
    bidSize: quantity(1_000),
    askSize: quantity(1_000),
  },
};
const one = <T>(...items: readonly T[]) =>
  async function* () {
    yield items;
  };

const close = (desk: Desk, book: BookId = BOOK): void =>
  desk.send({ type: 'desk.close', book, instrument: SPY, why: 'enough' });

const cases: readonly (readonly [code: RefusalCode, name: string, yaml: string, act: (desk: Desk) => void])[] = [
  ['noPosition', 'closing what is not open', '', (desk) => close(desk)],
  ['noPosition', 'closing in a book that holds nothing', '', (desk) => close(desk, 'other' as BookId)],
  [
    'positionOpen',
    'opening a second time in the same instrument',
    '',
    (desk) => {
      desk.open();
      desk.pass();
      desk.open();
    },
  ],
  [
    'positionOpen',
    'opening twice at the same moment',
    '',
    (desk) => {
      desk.open();
      desk.open();
    },
  ],
  [
    'sizeZero',
    'an allocation below the price of one lot',
    '',
    (desk) => desk.open({ sizing: { by: 'allocation', allocation: amount(50) } }),
  ],
  [
    'instrumentUnknown',
    'an instrument that the desk does not trade',
    'symbols: [SPY]',
    (desk) => desk.open({}, 'XYZ' as InstrumentId),
  ],
  ['noQuote', 'an instrument that nobody has quoted', '', (desk) => desk.open({}, 'XYZ' as InstrumentId)],
  [
    'indicatorNotReady',
    'a stop measured by an indicator that has seen too few bars',
    'indicators: { atr: { kind: atr, length: 14 } }',
    (desk) => desk.open({ stop: { by: 'indicator', indicator: 'atr', multiple: ratio('6') } }),
  ],
  [
    'notRunning',
    'opening while the desk drains',
    '',
    (desk) => {
      desk.send({ type: 'desk.drain', why: 'enough' });
      desk.open();
    },
  ],
];

describe('what the desk declines is a fact with a code, and sends nothing', () => {
  it.each(cases)('%s: %s', (code, _name, yaml, act) => {
    const desk = createDesk({ yaml });
    desk.quote('100.00', '100.02');
    act(desk);
    desk.pass();
    expect(desk.said('desk.declined').map((each) => each.code)).toEqual([code]);
    expect(refusals[code]).not.toBe('');
    const opened = desk.said('position.opened').length;
    expect(desk.engine.views.openPositions()).toHaveLength(opened);
  });
});

describe('a rule that may not act says why', () => {
  const said = (...events: readonly RuleEvent[]): string[] =>
    drive(ruleMachine, { rule: R, instrument: SPY, cooldown: null, times: 1 })
      .send(...events)
      .filter(({ type }) => type === 'rule.declined')
      .map(({ code }) => String(code));
  const of = { rule: R, instrument: SPY } as const;
  const matched = { type: 'rule.matched', ...of } as const;

  it('disarmed: it matches before it is armed', () => {
    expect(said(matched)).toEqual(['disarmed']);
  });
  it('positionBusy: it matches again before its action is answered', () => {
    expect(said({ type: 'rule.arm', ...of }, matched, matched)).toEqual(['positionBusy']);
  });
  it('exhausted: it has acted as often as it may', () => {
    const answered = { type: 'rule.answered', ...of, accepted: true, code: '' } as const;
    expect(said({ type: 'rule.arm', ...of }, matched, answered, matched)).toEqual(['exhausted']);
  });

  it('sessionClosed: a signal after the close opens nothing', async () => {
    const closes = later(START, seconds(60));
    const hours = { session: '2025-03-03', opens: START, closes };
    const clock = createSimulatedClock({ start: START });
    const bus = createEventBus();
    const codes: string[] = [];
    bus.subscribe('rule.declined', ({ code }) => codes.push(code));
    const predicted = prediction('BUY', later(closes, seconds(60)));
    const engine = createEngine({
      desk: parseDesk(
        'desk: test\nrules: { long: { when: signal.prediction, then: [open: { side: long, quantity: 100 }] } }',
      ),
      clock,
      broker: createPaperBroker({ clock }),
      journal: createMemoryJournal(),
      bus,
      market: {
        name: 'one quote',
        instruments: [SPY],
        days: { from: '2025-03-03', to: '2025-03-03' },
        batches: one(quoted),
      },
      sessions: {
        name: 'one session',
        batches: one(
          { at: START, event: { type: 'clock.sessionOpened', ...hours } },
          { at: closes, event: { type: 'clock.sessionClosed', session: hours.session, closes } },
        ),
      },
      signals: { name: 'one signal', batches: one({ at: predicted.observedAt, event: predicted }) },
    });
    await engine.run();
    expect(codes).toEqual(['sessionClosed']);
  });
});

describe('what never leaves says why', () => {
  const code = (...events: OrderEvent[]): unknown =>
    drive(orderMachine, orderInput())
      .send(...events)
      .find(({ type }) => type === 'order.refused')?.code;

  it('withdrawn: taken back before it left', () => {
    expect(code(say.submit(), say.cancel())).toBe('withdrawn');
  });
  it('dropped: the adapter proved that nothing was written', () => {
    expect(code(say.submit(), say.releasing(), say.dropped())).toBe('dropped');
  });
});

describe('what an order refuses of itself', () => {
  function resting(): { desk: Desk; order: OrderId } {
    const desk = createDesk();
    desk.quote('100.00', '100.02');
    desk.send({ type: 'desk.place', terms: terms({ limit: price('99.00') }), links: links({ role: 'manual' }) });
    desk.pass();
    return { desk, order: desk.engine.views.orders()[0]?.order as OrderId };
  }

  it('amendBelowFilled: a change to less than what has filled', () => {
    const desk = createDesk();
    desk.quote('100.00', '100.02', 40);
    desk.send({ type: 'desk.place', terms: terms({ limit: price('100.02') }), links: links({ role: 'manual' }) });
    desk.pass();
    const order = desk.engine.views.orders()[0]?.order as OrderId;
    desk.send({ type: 'desk.amend', order, change: { quantity: quantity(39) }, why: 'less' });
    desk.pass();
    expect(desk.said('order.amendRefused')).toMatchObject([{ order, code: 'amendBelowFilled' }]);
    expect(desk.engine.views.orders()).toMatchObject([{ status: 'partially filled', filled: quantity(40) }]);
  });

  it('notLive: a cancel and a change of an order that has ended', () => {
    const { desk, order } = resting();
    desk.send({ type: 'desk.cancel', order, why: 'enough' });
    desk.pass();
    desk.send({ type: 'desk.cancel', order, why: 'again' });
    desk.send({ type: 'desk.amend', order, change: { limit: price('99.50') }, why: 'late' });
    desk.pass();
    expect(desk.said('order.cancelRefused')).toMatchObject([{ order, code: 'notLive' }]);
    expect(desk.said('order.amendRefused')).toMatchObject([{ order, code: 'notLive' }]);
    expect(desk.said('outbox.amend')).toEqual([]);
  });

  it('amendNothing: a change that changes nothing', () => {
    const { desk, order } = resting();
    desk.send({ type: 'desk.amend', order, change: { limit: price('99.00') }, why: 'the same' });
    desk.pass();
    expect(desk.said('risk.refused')).toMatchObject([{ order, code: 'amendNothing' }]);
  });
});
