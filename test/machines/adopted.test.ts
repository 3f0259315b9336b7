/** Quantity that a person moves into a position, and back: as a position, its protection and the holding hear of it (B29.2). */
import { describe, expect, it } from 'vitest';
import type {
  AccountId,
  AdoptionId,
  BookId,
  GroupId,
  InstrumentId,
  OrderId,
  PositionId,
} from '../../src/identifiers.ts';
import { seconds } from '../../src/identifiers.ts';
import type { HoldingEvent } from '../../src/machines/holding/holding.ts';
import { holdingMachine } from '../../src/machines/holding/holdingMachine.ts';
import { planProtection } from '../../src/machines/position/plan.ts';
import type { PositionEvent, PositionInput } from '../../src/machines/position/position.ts';
import { positionMachine } from '../../src/machines/position/positionMachine.ts';
import { printedState } from '../../src/machines/position/selectors.ts';
import { amountText, decimalText, price, quantity } from '../../src/money.ts';
import { drive } from '../support/charts.ts';
import { P, positionInput, tell } from '../support/positions.ts';

const account = 'PAPER' as AccountId;
const instrument = 'SPY' as InstrumentId;
const adoption = 'a1' as AdoptionId;

function position(over: Partial<PositionInput>, ...events: readonly PositionEvent[]) {
  const chart = drive(positionMachine, positionInput({ levels: {}, ...over }));
  const said = chart.send(...events);
  const { context } = chart.snapshot();
  return {
    said,
    context,
    state: printedState(chart.snapshot()),
    figures: [decimalText(context.quantity), amountText(context.cost), amountText(context.realised)],
  };
}
const held = [tell.open(), tell.filled(100, '100', 'entry', 'e1'), tell.settled('entry')];

describe('what is adopted', () => {
  it('opens a position that was planned for it, naked and saying why', () => {
    const { said, state, figures, context } = position({ entries: 0 }, tell.adopted(200, '80'));
    expect([state, figures]).toEqual(['open', ['200', '16000', '0']]);
    expect(said.map(({ type }) => type)).toEqual(expect.arrayContaining(['position.opened', 'position.changed']));
    expect(said.find(({ type }) => type === 'position.naked')).toMatchObject({ detail: 'adopted without a stop' });
    expect(context.fills).toStrictEqual([
      { order: adoption, execution: adoption, role: 'manual', quantity: quantity(200), price: price(80) },
    ]);
  });

  it('joins one that is open at what it cost, and keeps its name among the fills', () => {
    const { state, figures, context } = position({}, ...held, tell.adopted(50, '70'));
    expect([state, figures]).toEqual(['open', ['150', '13500', '0']]);
    expect(context.fills.map(({ execution }) => execution)).toEqual(['e1', adoption]);
  });

  it('is sold like the rest of it', () => {
    const { figures } = position({}, ...held, tell.adopted(100, '80'), tell.filled(-200, '95', 'target'));
    expect(figures).toEqual(['0', '0', '1000']);
  });

  it('is refolded with the rest when a fill before it is corrected', () => {
    const { figures } = position({}, ...held, tell.adopted(50, '70'), tell.revised('e1', [100, '100'], [100, '90']));
    expect(figures).toEqual(['150', '12500', '0']);
  });

  it('goes into no round trip that is over', () => {
    const over = position(
      {},
      ...held,
      tell.filled(-100, '101', 'target'),
      tell.settled('target'),
      tell.adopted(50, '70'),
    );
    expect(over.figures).toEqual(['0', '0', '100']);
    expect(over.context.fills).toHaveLength(2);
  });
});

describe('what is moved back', () => {
  it('leaves the position as if it had never been there', () => {
    const back = position({}, ...held, tell.adopted(50, '70'), tell.takenBack(50, '70'));
    expect([back.state, back.figures]).toEqual(['open', ['100', '10000', '0']]);
    expect(back.context.fills.map(({ execution }) => execution)).toEqual(['e1']);
  });

  it('is the one that is named: another stays', () => {
    const back = position({}, ...held, tell.adopted(50, '70'), tell.adopted(30, '60', 'a2'), tell.takenBack(50, '70'));
    expect(back.figures).toEqual(['130', '11800', '0']);
  });

  it('abandons a position that was made of it alone', () => {
    const { state, figures } = position({ entries: 0 }, tell.adopted(200, '80'), tell.takenBack(200, '80'));
    expect([state, figures]).toEqual(['abandoned', ['0', '0', '0']]);
  });
});

describe('the protection of what is held already', () => {
  const names = {
    position: P as PositionId,
    group: 'g1' as GroupId,
    targets: ['t'] as unknown as readonly OrderId[],
    stops: ['s'] as unknown as readonly OrderId[],
  };
  const where = {
    account,
    book: 'main' as BookId,
    instrument,
    quote: undefined,
    indicator: () => undefined,
    tick: price('0.01'),
    lot: quantity(1),
  };

  it.each([
    ['long', 200, 'sell'],
    ['short', -200, 'buy'],
  ] as const)('of a %s is on the other side, for all of it, and good till cancelled', (_side, shares, side) => {
    const levels = { stop: price(90), targets: [price(110)] };
    const legs = planProtection(where, names, { levels, held: quantity(shares) });
    expect(legs.map(({ order, links, pair, terms }) => ({ order, links, pair, terms }))).toEqual(
      [
        { order: 't', role: 'target', limit: price(110) },
        { order: 's', role: 'stop', stop: price(90) },
      ].map(({ order, role, ...level }) => ({
        order,
        pair: 0,
        links: { book: 'main', position: P, group: 'g1', role },
        terms: expect.objectContaining({
          ...level,
          account,
          instrument,
          side,
          quantity: quantity(200),
          timeInForce: 'gtc',
        }),
      })),
    );
  });

  it('is nothing where no level is given', () => {
    expect(planProtection(where, names, { levels: {}, held: quantity(200) })).toEqual([]);
  });
});

describe('a holding of which a person moves something', () => {
  const common = {
    account,
    instrument,
    book: 'main' as BookId,
    position: P as PositionId,
    adoption,
    quantity: quantity(200),
    price: price(80),
    operator: 'me',
    why: 'mine',
  } as const;
  const report = (shares: number): HoldingEvent => ({
    type: 'broker.position',
    account,
    instrument,
    quantity: quantity(shares),
  });
  const adopted: HoldingEvent = { type: 'holding.adopted', ...common };
  const released: HoldingEvent = { type: 'holding.released', ...common };
  const figuresAfter = (...events: readonly HoldingEvent[]) => {
    const driven = drive(holdingMachine, { account, instrument, reported: null, patience: { agreement: seconds(10) } });
    driven.send(report(500), ...events);
    const { booked, foreign } = driven.snapshot().context;
    return [driven.snapshot().value, decimalText(booked), decimalText(foreign)];
  };

  it('agrees as before: what was not ours is ours', () => {
    expect(figuresAfter(adopted)).toEqual(['inSync', '200', '300']);
    expect(figuresAfter(adopted, report(500))).toEqual(['inSync', '200', '300']);
  });

  it('and is not ours again', () => {
    expect(figuresAfter(adopted, released)).toEqual(['inSync', '0', '500']);
  });
});
