/** What a group asks for at any moment: how an excess goes back, how the rest leaves, and which legs may stay. */
import { describe, expect, it } from 'vitest';
import type { OrderId } from '../../src/identifiers.ts';
import type { GroupContext, Leg } from '../../src/machines/group/group.ts';
import { hear } from '../../src/machines/group/legs.ts';
import { isUnbalanced, step } from '../../src/machines/group/steps.ts';
import { price, quantity, ratio } from '../../src/money.ts';
import { on } from '../support/groups.ts';
import { context, entered, leg } from '../support/legs.ts';

const single = { parts: [ratio(1)], position: null };
const exit = { order: 'exit' as OrderId, limit: price(98) };
const cut = { order: 'cut' as OrderId, limit: price(97), quantity: quantity(20) };
/** What a step asks for, a line each; a change with what it changes. */
const asked = (
  name: 'flatten' | 'balance',
  legs: readonly Leg[],
  over: Partial<GroupContext> = {},
): readonly string[] =>
  step(context(legs, { ...single, ...over }), name).messages.map((message) => {
    const head = message.type.replace('order.', '');
    if (message.type === 'order.place') {
      const { side, quantity: size, limit, type } = message.terms;
      return `${head} ${message.order} ${side} ${size / quantity(1)} ${type}${limit === undefined ? '' : ` at ${limit / price(1)}`}`;
    }
    if (message.type === 'order.change')
      return `${head} ${message.order} ${Object.entries(message.change)
        .map(([term, value]) => `${term} ${(value as bigint) / 100_000_000n}`)
        .join(' ')}`;
    return message.type === 'order.cancel' ? `${head} ${message.order}: ${message.why}` : message.type;
  });

const at = (order: string, pair: number, filled: number, over: Parameters<typeof leg>[4] = {}): Leg =>
  leg(order, order.startsWith('target') ? 'target' : 'stop', pair, filled, {
    ...over,
    terms: order.startsWith('target')
      ? { type: 'limit', limit: price(105), ...over.terms }
      : { type: 'stop', stop: price(95), ...over.terms },
  });
const way = (order: string, filled: number, over: Parameters<typeof leg>[4] = {}): Leg =>
  leg(order, 'exit', 0, filled, over);
const ended = { state: 'ended' } as const;
const back = (filled: number, over: Parameters<typeof leg>[4] = {}): Leg => leg('spare1', 'adjust', 0, filled, over);

describe('an excess', () => {
  const sold = at('target', 0, 150, { size: 150, ...ended });

  it.each<[string, readonly Leg[], Partial<GroupContext>, readonly string[]]>([
    ['goes back at the market', [entered(100), sold], {}, ['place spare1 buy 50 market']],
    ['is nothing where nothing is too much', [entered(150), sold], {}, []],
    [
      'takes every exit back, and an entry that works',
      [leg('entry', 'entry', 0, 100, { size: 200 }), sold, at('stop', 0, 0)],
      {},
      ['cancel entry: the group ends', 'cancel stop: the group ends', 'place spare1 buy 50 market'],
    ],
    ['takes no way back away that is under way', [entered(100), sold, back(0)], {}, []],
    [
      'goes back once more, where the way back has ended',
      [entered(100), sold, back(0, ended)],
      { sparesUsed: 1 },
      ['place spare2 buy 50 market'],
    ],
    [
      'goes back under the name of a way out, where no other is left',
      [entered(100), sold],
      { sparesUsed: 4, exit },
      ['place exit buy 50 market'],
    ],
    ['stays where no name is left', [entered(100), sold], { sparesUsed: 4 }, []],
    [
      'stays where the way out is out already',
      [entered(100), sold, way('exit', 0, ended)],
      { sparesUsed: 4, exit },
      [],
    ],
  ])('%s', (_name, legs, over, expected) => {
    expect(asked('flatten', legs, over)).toEqual(expected);
  });

  it('takes one of the kept names, and none where the way out lends its own', () => {
    const used = (over: Partial<GroupContext>) =>
      step(context([entered(100), sold], { ...single, ...over }), 'flatten').context.sparesUsed;
    expect(used({})).toBe(1);
    expect(used({ sparesUsed: 4, exit })).toBe(4);
  });
});

describe('what no leg can close', () => {
  const dead = [at('target', 0, 0, ended), at('stop', 0, 0, ended)];

  it.each<[string, readonly Leg[], Partial<GroupContext>, readonly string[]]>([
    ['leaves by an order of its own', [entered(100), ...dead], { exit }, ['place exit sell 100 limit at 98']],
    [
      'leaves at the market where there is no price',
      [entered(100), ...dead],
      { exit: { order: exit.order } },
      ['place exit sell 100 market'],
    ],
    ['leaves once', [entered(100), ...dead, way('exit', 0, ended)], { exit }, []],
    [
      'leaves once what was out before has ended',
      [entered(100), ...dead, way('cut', 40, ended)],
      { exit },
      ['place exit sell 60 limit at 98'],
    ],
    ['is nothing where nothing is held', [entered(0), ...dead], { exit }, []],
    [
      'is nothing while a leg can close it',
      [entered(100), at('target', 0, 0), at('stop', 0, 0, ended)],
      { exit },
      ['change target limit 98'],
    ],
    [
      'waits while an entry may still grow the legs',
      [leg('entry', 'entry', 0, 40, { cancelling: true }), ...dead],
      { exit },
      [],
    ],
    [
      'is priced anew with the way out',
      [entered(100), ...dead, way('exit', 0, { terms: { limit: price(99) } })],
      { exit },
      ['change exit limit 98'],
    ],
    [
      'grows with what is not closed',
      [entered(100), ...dead, way('exit', 30, { size: 60, terms: { limit: price(98) } })],
      { exit },
      ['change exit quantity 100'],
    ],
    [
      'at the market has no price to change',
      [entered(100), ...dead, way('exit', 0, { terms: { type: 'market' } })],
      { exit },
      [],
    ],
    [
      'comes on top of a part that is out already',
      [entered(100), ...dead, way('cut', 5, { size: 20, terms: { limit: price(98) } })],
      { exit, cut },
      ['change cut quantity 100'],
    ],
  ])('%s', (_name, legs, over, expected) => {
    expect(asked('balance', legs, over)).toEqual(expected);
  });

  it('is less by a part that is still to be sold, and never nothing', () => {
    const other = way('exit', 0, { size: 100, terms: { limit: price(98) } });
    expect(asked('balance', [entered(100), ...dead, other], { exit, cut })).toEqual(['change exit quantity 80']);
    const small = way('other', 0, { size: 20, terms: { limit: price(98) } });
    expect(asked('balance', [entered(100), at('target', 0, 0), small], { exit })).toEqual(['change target limit 98']);
  });

  it('leaves not beside another that is on its way: that one grows', () => {
    const legs = [entered(100), ...dead, way('other', 0, { size: 60, terms: { limit: price(98) } })];
    expect(asked('balance', legs, { exit })).toEqual(['change other quantity 100']);
  });

  it('is left to the part that is out where nothing else leaves: only its price follows', () => {
    const legs = [
      entered(100),
      at('target', 0, 0, { size: 80 }),
      at('stop', 0, 0, { size: 80 }),
      way('cut', 0, { size: 20, terms: { limit: price(98) } }),
    ];
    expect(asked('balance', legs, { cut })).toEqual(['change cut limit 97']);
  });
});

describe('a part that is to be sold', () => {
  const room = (over: Parameters<typeof leg>[4] = {}) => [
    entered(100),
    at('target', 0, 0, { size: 80 }),
    at('stop', 0, 0, { size: 80, ...over }),
  ];

  it.each<[string, readonly Leg[], readonly string[]]>([
    ['leaves once there is room', room(), ['place cut sell 20 limit at 97']],
    ['waits while a leg is for more', room({ size: 90, asking: true }), []],
    ['waits while a change is out', room({ asking: true }), []],
    ['waits while a leg for more could not be changed', room({ size: 90, stuck: true }), []],
    ['waits while a leg for more is on its way back', room({ size: 90, cancelling: true }), []],
    [
      'waits while a leg has the figures of before a split',
      room({ stale: true }),
      ['cancel stop: a split has changed what it is for'],
    ],
    ['waits while the broker is to reduce a leg', room({ restating: true }), []],
    ['waits while nobody answers for a leg', room({ state: 'doubtful' }), []],
    [
      'waits for nobody that has ended',
      [...room(), at('stop2', 0, 0, { size: 500, ...ended })],
      ['place cut sell 20 limit at 97'],
    ],
    ['leaves once', [...room(), way('cut', 0, { size: 20, terms: { limit: price(97) } })], []],
    ['waits while another is on its way', [...room(), way('other', 0, { size: 20, terms: { limit: price(97) } })], []],
  ])('%s', (_name, legs, expected) => {
    expect(asked('balance', legs, { cut })).toEqual(expected);
  });

  it('leaves once and never for nothing; only its price follows', () => {
    expect(asked('balance', [...room(), way('cut', 5, ended)], { cut })).toEqual([]);
    const gone = [at('target', 0, 0, ended), at('stop', 0, 0, ended)];
    expect(asked('balance', [entered(0), ...gone], { cut })).toEqual([]);
    const priced = [entered(100), ...gone, way('cut', 0, { size: 20, terms: { limit: price(98) } })];
    expect(asked('balance', priced, { cut, sparesUsed: 4 })).toEqual(['change cut limit 97']);
  });

  it('follows what is left where the position is sold elsewhere, and is never made larger', () => {
    const out = [...room(), way('cut', 5, { size: 20, terms: { limit: price(97) } })];
    const traded = (shares: number) => hear(context(out, { ...single, cut }), on.trades(shares));
    expect(traded(-75).cut?.quantity).toBe(quantity(20));
    expect(traded(-85).cut?.quantity).toBe(quantity(15));
    expect(traded(-95).cut?.quantity).toBe(quantity(5));
    expect(asked('balance', traded(-85).legs, { ...traded(-85) })).toContain('change cut quantity 15');
    expect(asked('balance', traded(40).legs, { ...traded(40) })).not.toContain('change cut quantity 20');
  });

  it('is for no more than is held, and unbalanced until it is over', () => {
    const small = [entered(15), at('target', 0, 0, { size: 15, ...ended }), at('stop', 0, 0, { size: 15, ...ended })];
    expect(asked('balance', small, { cut, sparesUsed: 4 })).toEqual(['place cut sell 15 limit at 97']);
    const out = [...room(), way('cut', 0, { size: 20, terms: { limit: price(97) } })];
    expect(isUnbalanced(context(out, { ...single, cut }))).toBe(true);
    expect(isUnbalanced(context([entered(80), ...room().slice(1)], single))).toBe(false);
  });
});

describe('a leg may stay', () => {
  it.each<[string, readonly Leg[], Partial<GroupContext>, readonly string[]]>([
    ['where it is for what is held', [entered(100), at('target', 0, 0), at('stop', 0, 0)], {}, []],
    [
      'unless another works in its place',
      [entered(100), at('stop', 0, 0), at('stop2', 0, 0)],
      {},
      ['cancel stop: another stands in its place'],
    ],
    [
      'although another is to take its place, while that does not work',
      [entered(100), at('stop', 0, 0), at('stop2', 0, 0, { state: 'asked' })],
      {},
      [],
    ],
    [
      'although another works for another pair',
      [entered(100), at('stop0', 0, 0, { size: 50 }), at('stop1', 1, 0, { size: 50 })],
      { parts: [ratio('0.5'), ratio('0.5')] },
      [],
    ],
    [
      'although an order of another role works in its place',
      [entered(100), at('stop', 0, 0), at('target', 0, 0)],
      {},
      [],
    ],
    [
      'beside others of its kind, where the orders are given by hand',
      [entered(0), at('stop', 0, 0), at('stop2', 0, 0)],
      { kind: 'oco', held: quantity(100) },
      [],
    ],
    [
      'in a ladder as in a bracket',
      [entered(100), at('stop', 0, 0), at('stop2', 0, 0)],
      { kind: 'ladder' },
      ['cancel stop: another stands in its place'],
    ],
    [
      'unless its pair holds nothing any more',
      [
        entered(50),
        at('target0', 0, 50, { size: 50, ...ended }),
        at('stop0', 0, 0, { size: 50 }),
        at('stop1', 1, 0, { size: 50 }),
      ],
      { parts: [ratio('0.5'), ratio('0.5')], held: quantity(50) },
      ['cancel stop0: nothing is left for it'],
    ],
    [
      'unless its pair holds nothing any more and the broker has made it an order for nothing',
      [
        entered(50),
        at('target0', 0, 50, { size: 50, ...ended }),
        at('stop0', 0, 0, { size: 0 }),
        at('stop1', 1, 0, { size: 50 }),
      ],
      { parts: [ratio('0.5'), ratio('0.5')], held: quantity(50) },
      ['cancel stop0: nothing is left for it'],
    ],
    [
      'by the target that works, else by the stop, pair by pair',
      [
        entered(100),
        at('target0', 0, 0, { size: 50 }),
        at('stop0', 0, 0, { size: 50 }),
        at('target1', 1, 0, { size: 50, ...ended }),
        at('stop1', 1, 0, { size: 50 }),
      ],
      { parts: [ratio('0.5'), ratio('0.5')], exit },
      ['change target0 limit 98', 'change stop1 stop 98'],
    ],
    [
      'by the target although the stop was placed before it',
      [entered(100), at('stop', 0, 0), at('target', 0, 0)],
      { exit },
      ['change target limit 98'],
    ],
    [
      'only where its pair can be made to leave',
      [
        entered(100),
        at('target0', 0, 0, { size: 50 }),
        at('stop0', 0, 0, { size: 50 }),
        at('stop1', 1, 0, { size: 50, state: 'held' }),
      ],
      { parts: [ratio('0.5'), ratio('0.5')], exit },
      ['change target0 limit 98', 'cancel stop1: it can not be made to leave'],
    ],
    [
      'although its parent has not ended, while the time for protection is not over',
      [leg('entry', 'entry', 0, 40), at('stop', 0, 0, { size: 40, terms: { parent: 'entry' as OrderId } })],
      { own: false },
      [],
    ],
    [
      'although it sleeps, where its parent has ended',
      [entered(100), at('stop', 0, 0, { state: 'waitingForParent', terms: { parent: 'entry' as OrderId } })],
      { own: true },
      [],
    ],
    [
      'although it sleeps, while there is time',
      [
        leg('entry', 'entry', 0, 40),
        at('stop', 0, 0, { state: 'waitingForParent', terms: { parent: 'entry' as OrderId } }),
      ],
      {},
      [],
    ],
    [
      'where no level is wanted of it',
      [entered(100), at('target', 0, 0), at('stop', 0, 0)],
      { stop: null, targets: [null] },
      [],
    ],
  ])('%s', (_name, legs, over, expected) => {
    expect(asked('balance', legs, over)).toEqual(expected);
  });

  it('is placed with the first fill, for a pair that holds something', () => {
    const planned = { state: 'planned' } as const;
    const legs = [entered(1), at('stop0', 0, 0, planned), at('stop1', 1, 0, planned)];
    const over = { parts: [ratio('0.5'), ratio('0.5')] };
    expect(asked('balance', legs, over)).toEqual(['place stop1 sell 1 stop at 10']);
    expect(step(context(legs, { ...single, ...over }), 'balance').context.legs[1]).toEqual(legs[1]);
  });

  it('an OCO that cancels is ended by the fill of another order, not by its own, and never a bracket', () => {
    const oca = { oca: { name: 'g1', type: 1 } } as const;
    const legs = [at('target', 0, 40, { terms: oca }), at('stop', 0, 0, { terms: oca })];
    const by = (kind: GroupContext['kind'], of = legs) => asked('balance', of, { kind, held: quantity(100) });
    expect(by('oco').filter((line) => line.startsWith('cancel'))).toEqual([
      'cancel stop: another order of its group filled',
    ]);
    expect(by('ouo').filter((line) => line.startsWith('cancel'))).toEqual([]);
  });
});
