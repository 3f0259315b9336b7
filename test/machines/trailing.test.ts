import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/events.ts';
import type { PositionEvent, PositionPlan } from '../../src/machines/position/position.ts';
import { positionMachine } from '../../src/machines/position/positionMachine.ts';
import { decimalText, price, ratio } from '../../src/money.ts';
import { drive } from '../support/charts.ts';
import { positionInput, tell } from '../support/positions.ts';

const amount = (by: string): NonNullable<PositionPlan['trail']> => ({
  by: { by: 'amount', amount: price(by) },
  step: price('0.01'),
});
const plan = (over: Partial<PositionPlan>): PositionPlan => ({
  tick: price('0.01'),
  stopDistance: price(1),
  targetDistances: [price(5)],
  ...over,
});
const held = (over: Partial<PositionPlan>, side: 'long' | 'short' = 'long') => {
  const shares = side === 'long' ? 100 : -100;
  const driven = drive(positionMachine, positionInput({ side, plan: plan(over) }));
  driven.send(tell.open(), tell.asked(), tell.filled(shares, '100'), tell.settled('entry'), tell.covered(-shares));
  return {
    ...driven,
    stop: () => decimalText(driven.snapshot().context.levels.stop ?? price(0)),
    /** What a position said, with what it says at once taken apart. */
    say: (event: PositionEvent): readonly Event[] =>
      driven
        .send(event)
        .flatMap((message) => (message.messages as Event[] | undefined) ?? [message as unknown as Event]),
  };
};
const watched = (messages: readonly Event[]): readonly string[] =>
  messages.flatMap((each) =>
    each.type === 'market.watch' || each.type === 'market.check'
      ? [`${each.type.slice('market.'.length)} ${each.level} ${each.when} ${decimalText(each.price)}`]
      : [],
  );

describe('a stop that follows', () => {
  it.each([
    ['an amount behind the best price', 'long', amount('1.00'), '102.50', '101.5'],
    [
      'a share behind the best price',
      'long',
      { by: { by: 'percent', ratio: ratio('0.02') }, step: price('0.01') },
      '110',
      '107.8',
    ],
    ['above the best price of a short position', 'short', amount('1.00'), '97.50', '98.5'],
  ] as const)('%s', (_name, side, trail, reached, expected) => {
    const position = held({ trail }, side);
    const said = position.say(tell.reached('trail', reached));
    expect(position.stop()).toBe(expected);
    expect(said.map(({ type }) => type)).toContain('group.protect');
  });

  it('waits for the next best price, a step away', () => {
    const position = held({ trail: { by: { by: 'amount', amount: price(1) }, step: price('0.25') } });
    expect(watched(position.say(tell.reached('trail', '102.10')))).toEqual([
      'watch trail atOrAbove 102.35',
      'check beyond atOrBelow 101.1',
    ]);
  });

  it('B21.3: a price that was better before changes nothing', () => {
    const position = held({ trail: amount('1.00') });
    position.send(tell.reached('trail', '103'), tell.reached('trail', '102'));
    expect(position.stop()).toBe('102');
  });

  it('the wider stop of the entry holds until the trail is nearer', () => {
    const position = held({ stopDistance: price('0.5'), trail: amount('1.00') });
    position.send(tell.reached('trail', '100.20'));
    expect(position.stop()).toBe('99.5');
    position.send(tell.reached('trail', '100.60'));
    expect(position.stop()).toBe('99.6');
  });

  it('B21.1: tightened, it is at the best price and the new distance in the same step, without a new best price', () => {
    const position = held({ trail: amount('1.00') });
    position.send(tell.reached('trail', '103'));
    const said = position.say(tell.protect(undefined, undefined, { trail: { by: 'amount', amount: price('0.40') } }));
    expect(position.stop()).toBe('102.6');
    expect(said[0]).toMatchObject({ type: 'group.protect', stop: price('102.6') });
    expect(watched(said)).toEqual(['check beyond atOrBelow 102.6']);
  });

  it('B21.2: when the price is beyond the new level already, the exit goes out at once', () => {
    const position = held({ trail: amount('1.00') });
    position.send(tell.protect('99.90'));
    expect(position.say(tell.reached('beyond', '99.90'))).toMatchObject([{ type: 'desk.close' }]);
  });

  it('B21.3: loosened only on an explicit command', () => {
    const position = held({ trail: amount('1.00') });
    position.send(tell.reached('trail', '103'));
    const wider = { trail: { by: 'amount', amount: price(2) } } as const;
    expect(position.say(tell.protect(undefined, undefined, wider))).toMatchObject([
      { type: 'desk.declined', code: 'wouldLoosen' },
    ]);
    expect(position.stop()).toBe('102');
    position.send(tell.protect(undefined, undefined, { ...wider, loosen: true }));
    expect(position.stop()).toBe('101');
    position.send(tell.protect('100.50', undefined, { loosen: true }));
    expect(position.stop()).toBe('100.5');
  });
});

describe('a move to breakeven', () => {
  const breakeven = { after: price('0.80'), offset: price('0.05') };

  it('waits until the price has gone so far', () => {
    const driven = drive(positionMachine, positionInput({ plan: plan({ breakeven }) }));
    driven.send(tell.open(), tell.asked(), tell.filled(100, '100'));
    const said = driven.send(tell.settled('entry')).flatMap(({ messages }) => (messages as Event[] | undefined) ?? []);
    expect(watched(said)).toEqual(['watch breakeven atOrAbove 100.8', 'check beyond atOrBelow 99']);
  });

  it('puts the stop at the average entry price and the offset, once', () => {
    const position = held({ breakeven });
    expect(watched(position.say(tell.reached('breakeven', '100.80')))).toEqual(['check beyond atOrBelow 100.05']);
    expect(position.stop()).toBe('100.05');
  });

  it('B21.3: never takes back a stop that is nearer', () => {
    const position = held({ breakeven });
    position.send(tell.protect('100.40'), tell.reached('breakeven', '100.80'));
    expect(position.stop()).toBe('100.4');
  });
});

describe('whatever is reached and wished for', () => {
  const level = fc.integer({ min: 9_500, max: 10_500 }).map((cents) => `${cents / 100}`);
  const anything = fc.oneof(
    level.map((at) => tell.reached('trail', at)),
    level.map((at) => tell.reached('breakeven', at)),
    level.map((at) => tell.protect(at)),
    fc
      .integer({ min: 1, max: 300 })
      .map((cents) => tell.protect(undefined, undefined, { trail: { by: 'amount', amount: price(cents / 100) } })),
    fc.constant(tell.filled(10, '99', 'adjust')),
  );

  it.each(['long', 'short'] as const)('B21.3: the stop of a %s position never moves against it', (side) => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 25 }), (events) => {
        const position = held({ trail: amount('1.00'), breakeven: { after: price(1), offset: price(0) } }, side);
        let before = position.snapshot().context.levels.stop ?? price(0);
        for (const event of events) {
          position.send(event);
          const { stop = price(0) } = position.snapshot().context.levels;
          expect(side === 'long' ? stop >= before : stop <= before).toBe(true);
          before = stop;
        }
      }),
      { numRuns: 200 },
    );
  });
});
