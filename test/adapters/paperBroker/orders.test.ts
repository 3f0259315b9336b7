import { describe, expect, it } from 'vitest';
import type { CommissionPlan } from '../../../src/adapters/paperBroker/commissions.ts';
import { tieredUsStocks } from '../../../src/adapters/paperBroker/commissions.ts';
import { createPaperBroker } from '../../../src/adapters/paperBroker/paperBroker.ts';
import type { AccountId, OrderId } from '../../../src/identifiers.ts';
import { timestamp } from '../../../src/identifiers.ts';
import type { Quantity } from '../../../src/money.ts';
import { amount, amountText, decimalText, price, quantity } from '../../../src/money.ts';
import { createPaper } from '../../support/paper.ts';

const parent = 'entry' as OrderId;
const oca = { name: 'g', type: 2 } as const;
const bracket = (paper: ReturnType<typeof createPaper>, shares = 100): void => {
  paper.place('entry', { quantity: quantity(shares), transmit: false });
  paper.place('target', {
    side: 'sell',
    quantity: quantity(shares),
    type: 'limit',
    limit: price('10.50'),
    parent,
    oca,
    transmit: false,
  });
  paper.place('stop', { side: 'sell', quantity: quantity(shares), type: 'stop', stop: price('9.50'), parent, oca });
};

describe('brackets held by the broker', () => {
  it('G1, B18: nothing works before the last order of the bracket is transmitted', () => {
    const paper = createPaper();
    paper.quote('10.00', '10.02');
    paper.place('entry', { transmit: false });
    expect(paper.said()).toEqual(['orderReceived entry']);
    expect(paper.fills()).toEqual([]);
  });

  it('G2: the children are let go when the parent has filled', () => {
    const paper = createPaper();
    paper.quote('10.00', '10.02');
    bracket(paper);
    expect(paper.said()).toEqual([
      'orderReceived entry',
      'orderReceived target',
      'orderWorking entry',
      'execution entry 100 @ 10.02',
      'commission entry',
      'orderWorking target',
      'orderWaiting stop for its trigger',
    ]);
  });

  it('G2, B34: children are let go in proportion to what the parent has filled', () => {
    const paper = createPaper();
    paper.quote('10.00', '10.02', 40);
    bracket(paper);
    expect(paper.said().slice(-4)).toEqual([
      'orderRestated target to 40',
      'orderWorking target',
      'orderRestated stop to 40',
      'orderWaiting stop for its trigger',
    ]);
    paper.quote('10.00', '10.02', 60);
    expect(paper.said().slice(-2)).toEqual(['orderRestated target to 100', 'orderRestated stop to 100']);
  });

  it('G2, B34: or only once it has filled whole, as chosen', () => {
    const paper = createPaper({ rules: { children: 'whenComplete' } });
    paper.quote('10.00', '10.02', 40);
    bracket(paper);
    expect(paper.said().slice(-2)).toEqual(['orderWaiting target for its parent', 'orderWaiting stop for its parent']);
    paper.quote('10.00', '10.02', 60);
    expect(paper.said().slice(-2)).toEqual(['orderWorking target', 'orderWaiting stop for its trigger']);
  });

  it('G3: the children end with a parent that has not filled', () => {
    const paper = createPaper();
    bracket(paper);
    paper.said();
    paper.cancel('entry');
    expect(paper.said()).toEqual(['orderCancelled entry', 'orderCancelled target', 'orderCancelled stop']);
  });

  it('R6: a child whose parent is not there is rejected', () => {
    const paper = createPaper();
    paper.place('stop', { side: 'sell', type: 'stop', stop: price(9), parent });
    expect(paper.said()).toEqual(['orderRejected stop']);
  });

  it('one bar can fill entry, and then target or stop, along its path', () => {
    const paper = createPaper();
    paper.quote('10.00', '10.02');
    paper.place('entry', { type: 'limit', limit: price('9.90'), transmit: false });
    paper.place('target', { side: 'sell', type: 'limit', limit: price('10.20'), parent, oca, transmit: false });
    paper.place('stop', { side: 'sell', type: 'stop', stop: price('9.50'), parent, oca });
    paper.quoteBar(['10.00', '10.30', '9.85', '10.10'], ['10.02', '10.32', '9.87', '10.12']);
    expect(paper.fills()).toEqual(['entry 100 @ 9.9', 'target 100 @ 10.2']);
  });
});

describe('one cancels another', () => {
  const pair = (type: 1 | 2 | 3) => {
    const paper = createPaper();
    paper.quote('10.00', '10.02');
    paper.place('target', { side: 'sell', type: 'limit', limit: price('10.50'), oca: { name: 'g', type } });
    paper.place('stop', { side: 'sell', type: 'stop', stop: price('9.50'), oca: { name: 'g', type } });
    paper.said();
    return paper;
  };

  it('G4: when one has filled whole the other is cancelled', () => {
    const paper = pair(2);
    paper.quote('10.60', '10.62');
    expect(paper.said()).toEqual(['execution target 100 @ 10.5', 'commission target', 'orderCancelled stop']);
  });

  it('G4, B32: types 2 and 3 reduce the other when one fills in part', () => {
    for (const type of [2, 3] as const) {
      const paper = pair(type);
      paper.quote('10.60', '10.62', 30);
      expect(paper.said()).toEqual(['execution target 30 @ 10.5', 'commission target', 'orderRestated stop to 70']);
    }
  });

  it('G4, B32: type 1 cancels it', () => {
    const paper = pair(1);
    paper.quote('10.60', '10.62', 30);
    expect(paper.said()).toEqual(['execution target 30 @ 10.5', 'commission target', 'orderCancelled stop']);
  });
});

describe('a fill is known to the others only after the latency', () => {
  /** Two buys of a group, below the market; one quote reaches both. */
  const both = (type: 1 | 2 | 3, ocaType3: 'atOnce' | 'afterLatency') => {
    const paper = createPaper({ rules: { ocaType3 } });
    paper.quote('10.00', '10.02');
    for (const order of ['upper', 'lower'])
      paper.place(order, {
        type: 'limit',
        limit: price(order === 'upper' ? '9.90' : '9.80'),
        oca: { name: 'g', type },
      });
    paper.quote('9.70', '9.72', 1_000);
    return paper.fills();
  };

  it('G5: without block both may fill', () => {
    expect(both(3, 'afterLatency')).toEqual(['upper 100 @ 9.9', 'lower 100 @ 9.8']);
  });

  it.each([
    ['type 1', 1, 'afterLatency'],
    ['type 2', 2, 'afterLatency'],
    ['type 3 where the news comes at once', 3, 'atOnce'],
  ] as const)('G5: %s does not', (_what, type, rule) => {
    expect(both(type, rule)).toEqual(['upper 100 @ 9.9']);
  });

  it('G5: afterwards the others are reduced, or end', () => {
    const paper = createPaper({ rules: { ocaType3: 'afterLatency' } });
    paper.quote('10.00', '10.02');
    const oca = { name: 'g', type: 3 } as const;
    paper.place('upper', { type: 'limit', limit: price('9.90'), oca });
    paper.place('lower', { type: 'limit', limit: price('9.80'), oca });
    paper.said();
    paper.quote('9.85', '9.87', 40);
    expect(paper.said()).toEqual(['execution upper 40 @ 9.9', 'commission upper', 'orderRestated lower to 60']);
    paper.quote('9.85', '9.87', 100);
    expect(paper.said()).toEqual(['execution upper 60 @ 9.9', 'commission upper', 'orderCancelled lower']);
  });
});

describe('changes and cancels', () => {
  const resting = () => {
    const paper = createPaper();
    paper.quote('10.00', '10.02');
    paper.place('o', { type: 'limit', limit: price('9.90') });
    paper.said();
    return paper;
  };

  it('a change is answered with the terms that stand, and matched anew', () => {
    const paper = resting();
    paper.amend('o', { limit: price('10.05'), quantity: quantity(50) });
    expect(paper.said()).toEqual(['amended o', 'execution o 50 @ 10.02', 'commission o']);
  });

  it.each([
    ['below what has filled', { quantity: quantity(40) }],
    ['of a stop that it has not', { stop: price(9) }],
  ])('a change %s is rejected and the order stays', (_name, change) => {
    const paper = resting();
    paper.quote('9.88', '9.90', 40);
    paper.said();
    paper.amend('o', change);
    expect(paper.said()).toEqual(['amendRejected o']);
    paper.ask('o');
    const answer = paper.said();
    expect(answer[0]).toBe('execution o 40 @ 9.9');
    expect(answer.slice(-2)).toEqual(['orderRestated o to 100', 'orderFound o']);
  });

  it('what has ended can be neither changed nor cancelled', () => {
    const paper = resting();
    paper.cancel('o');
    paper.cancel('o');
    paper.amend('o', { quantity: quantity(10) });
    expect(paper.said()).toEqual(['orderCancelled o', 'cancelRejected o', 'amendRejected o']);
  });

  it('B8: what it does not know it says so', () => {
    const paper = createPaper();
    paper.cancel('x');
    paper.amend('x', {});
    paper.ask('x');
    expect(paper.said()).toEqual(['orderUnknown x', 'orderUnknown x', 'orderAbsent x']);
  });

  it('asked about an order it says how it ended', () => {
    const paper = resting();
    paper.cancel('o');
    paper.said();
    paper.ask('o');
    expect(paper.said()).toEqual(['orderCancelled o']);
  });
});

describe('commissions', () => {
  const charge = (plan: ReturnType<typeof tieredUsStocks>, shares: number, at: string, over: object = {}) =>
    amountText(
      plan.fee({
        side: 'buy',
        quantity: quantity(shares),
        price: price(at),
        monthVolume: 0n as Quantity,
        orderRaw: amount(0),
        orderCharged: amount(0),
        orderValue: amount(0),
        ...over,
      }).fee,
    );

  it.each([
    ['the minimum of an order', 10, '25', '0.35'],
    ['by the share', 1_000, '25', '3.5'],
    ['at most one per cent', 1_000, '0.25', '2.5'],
    ['the maximum rules where it is below the minimum', 10, '0.20', '0.02'],
    ['tiers: 300,000 at 0.0035 and the rest at 0.0020', 400_000, '5', '1250'],
  ])('A1: IBKR Pro tiered: %s', (_name, shares, at, fee) => {
    expect(charge(tieredUsStocks(), shares, at)).toBe(fee);
  });

  it('the volume of the month decides the tier', () => {
    expect(charge(tieredUsStocks(), 1_000, '25', { monthVolume: quantity(300_000) })).toBe('2');
  });

  it('an order that fills in parts is charged as one', () => {
    const paper = createPaper({ rules: { commission: tieredUsStocks() } });
    paper.quote('10.00', '10.02', 60);
    paper.place('o', { quantity: quantity(200) });
    paper.quote('10.00', '10.02', 140);
    const fees = paper.facts.flatMap((fact) => (fact.type === 'broker.commission' ? [amountText(fact.fee)] : []));
    expect(fees).toEqual(['0.35', '0.35']);
  });

  it('A1: the volume of the month is counted over all orders, kept in the book, and begins anew each month', () => {
    const volumes: string[] = [];
    const commission: CommissionPlan = {
      name: 'counting',
      fee: ({ monthVolume }) => {
        volumes.push(decimalText(monthVolume));
        return { fee: amount(0), raw: amount(0) };
      },
    };
    const paper = createPaper({ rules: { commission } });
    paper.quote('10.00', '10.02');
    paper.place('a');
    paper.place('b');
    const again = createPaper({ rules: { commission }, state: paper.broker.save() }, paper.clock.now());
    again.quote('10.00', '10.02');
    again.place('c');
    again.clock.advance(timestamp('2025-04-01T15:00:00Z'));
    again.place('d');
    expect(volumes).toEqual(['0', '100', '200', '0']);
  });

  it('third-party fees fall on sells more than on buys', () => {
    const plan = tieredUsStocks({ thirdPartyFees: true });
    expect(charge(plan, 1_000, '25')).toBe('3.7025725');
    expect(charge(plan, 1_000, '25', { side: 'sell' })).toBe('4.5635725');
  });
});

describe('the account', () => {
  it('A2: an order beyond the buying power is rejected', () => {
    const paper = createPaper({ rules: { startingCash: amount(1_000) } });
    paper.quote('10.00', '10.02');
    paper.place('o', { quantity: quantity(400) });
    expect(paper.said()).toEqual(['orderRejected o']);
    paper.place('q', { quantity: quantity(300) });
    expect(paper.fills()).toEqual(['q 300 @ 10.02']);
  });

  it('A2: an order that reduces needs no buying power', () => {
    const paper = createPaper({ rules: { startingCash: amount(1_000) } });
    paper.quote('10.00', '10.02');
    paper.place('o', { quantity: quantity(399) });
    paper.place('q', { quantity: quantity(399), side: 'sell' });
    expect(paper.fills()).toEqual(['o 399 @ 10.02', 'q 399 @ 10']);
  });

  it('a book that was saved goes on where it was, stops and all', () => {
    const paper = createPaper();
    paper.quote('10.00', '10.02');
    bracket(paper);
    const saved = paper.broker.save();
    const again = createPaper({ state: saved });
    again.quote('9.40', '9.42');
    expect(again.said()).toEqual([
      'orderWorking stop',
      'execution stop 100 @ 9.4',
      'commission stop',
      'orderCancelled target',
    ]);
    expect(again.broker.save().positions).toEqual([]);
  });

  it('a book of another account is refused', () => {
    const { clock, broker } = createPaper();
    expect(() => createPaperBroker({ clock, account: 'OTHER' as AccountId, state: broker.save() })).toThrow(
      /belongs to account PAPER/,
    );
  });

  it('a new connection hears of everything that is there', () => {
    const paper = createPaper();
    paper.quote('10.00', '10.02');
    bracket(paper);
    paper.broker.disconnect();
    paper.facts.length = 0;
    paper.broker.connect((fact) => paper.facts.push(fact));
    paper.clock.advance(paper.clock.now());
    const snapshot = paper.facts.find(({ type }) => type === 'broker.snapshot');
    expect(snapshot).toMatchObject({
      snapshot: {
        complete: true,
        positions: [{ instrument: 'SPY', quantity: quantity(100) }],
        orders: [
          { order: 'target', state: 'working' },
          { order: 'stop', state: 'waitingForTrigger' },
        ],
      },
    });
  });
});
