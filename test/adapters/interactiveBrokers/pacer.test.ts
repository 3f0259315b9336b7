import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import type { Lane } from '../../../src/adapters/interactiveBrokers/pacer.ts';
import { lanes, Pacer } from '../../../src/adapters/interactiveBrokers/pacer.ts';
import { later, MICROSECONDS, seconds, timestamp } from '../../../src/identifiers.ts';

const START = timestamp('2026-11-23T15:00:00Z');

function pacing(limit = 50) {
  const clock = createSimulatedClock({ start: START });
  const pacer = new Pacer({ clock, limit });
  const written: { readonly what: string; readonly at: number }[] = [];
  return {
    clock,
    pacer,
    written,
    send: (lane: Lane, what: string, key?: string) =>
      pacer.send(
        lane,
        () => written.push({ what, at: (clock.now() - START) / MICROSECONDS.millisecond }),
        key === undefined ? {} : { key },
      ),
    pass: (count: number) => clock.advance(later(clock.now(), seconds(count))),
    names: () => written.map(({ what }) => what),
  };
}

/** The most messages in any second, which begins with a message and does not hold its own end. */
const most = (at: readonly number[]): number =>
  Math.max(0, ...at.map((start) => at.filter((each) => each >= start && each < start + 1_000).length));

describe('no more than the limit leaves in any second (B19)', () => {
  it('whatever comes when', () => {
    const errand = fc.record({
      after: fc.constantFrom(0, 0, 0, 0.001, 0.02, 0.3, 1.1),
      lane: fc.constantFrom(...lanes),
      count: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.array(errand, { maxLength: 15 }), (limit, errands) => {
        const { send, pass, written } = pacing(limit);
        let sent = 0;
        for (const { after, lane, count } of errands) {
          pass(after);
          for (let index = 0; index < count; index++) send(lane, `${sent++}`);
        }
        pass(600);
        expect(written).toHaveLength(sent);
        expect(most(written.map(({ at }) => at))).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('ten brackets, thirty orders, leave at once; the next wave waits no longer than it must', () => {
    const { send, pass, written } = pacing();
    for (let order = 0; order < 75; order++) send('order', `order ${order}`);
    expect(written).toHaveLength(45);
    pass(0.999);
    expect(written).toHaveLength(45);
    pass(0.001);
    expect(written).toHaveLength(75);
  });

  it('what was written past the pacer counts', () => {
    const { pacer, send, written } = pacing(10);
    for (let count = 0; count < 4; count++) pacer.count();
    for (let order = 0; order < 20; order++) send('urgent', `cancel ${order}`);
    expect(written).toHaveLength(6);
  });
});

describe('what is urgent does not wait behind what is not (B19.1)', () => {
  it.each([0, 0.01, 0.5, 0.999, 1, 3.3])('500 questions wait, and a cancel %d s later leaves at once', (after) => {
    const { send, pass, written, names } = pacing();
    for (let question = 0; question < 500; question++) send('question', 'question');
    pass(after);
    const before = written.length;
    send('urgent', 'cancel');
    expect(names()[before]).toBe('cancel');
    pass(600);
    expect(written).toHaveLength(501);
  });

  it('the same behind a crowd of orders', () => {
    const { send, pass, names } = pacing();
    for (let order = 0; order < 200; order++) send('order', 'entry');
    pass(0.2);
    send('urgent', 'stop');
    expect(names().at(-1)).toBe('stop');
  });

  it('orders leave before questions, and each lane in its own order', () => {
    const { send, pass, names } = pacing(2);
    send('urgent', 'cancel 1');
    send('urgent', 'cancel 2');
    for (const what of ['question 1', 'question 2']) send('question', what);
    for (const what of ['entry 1', 'entry 2']) send('order', what);
    pass(60);
    expect(names()).toEqual(['cancel 1', 'cancel 2', 'entry 1', 'entry 2', 'question 1', 'question 2']);
  });
});

describe('a bracket leaves whole', () => {
  const bracket = (pacer: Pacer, name: string, size: number, write: (what: string) => void): void => {
    for (let place = 1; place <= size; place++)
      pacer.send('order', () => write(`${name}${place}`), {
        key: `${name}${place}`,
        family: { name, isLast: place === size },
      });
  };
  const rig = (limit: number) => {
    const { pacer, send, pass, written, names } = pacing(limit);
    return {
      pacer,
      send,
      pass,
      names,
      place: (name: string, size: number) => bracket(pacer, name, size, (what) => written.push({ what, at: 0 })),
    };
  };

  it('none of it before the last is there, and what else is to leave does not wait for it', () => {
    const { pacer, send, pass, names, place } = rig(50);
    pacer.send('order', () => names(), { key: 'parent', family: { name: 'alone', isLast: false } });
    send('order', 'other');
    place('a', 3);
    pass(60);
    expect(names()).toEqual(['other', 'a1', 'a2', 'a3']);
    expect(pacer.close()).toEqual(['parent']);
  });

  it('none of it before a second has room for all: what is behind it does not overtake', () => {
    const { pacer, send, pass, names, place } = rig(11);
    for (let count = 1; count <= 7; count++) send('order', `${count}`);
    place('a', 3);
    send('order', 'behind');
    expect(names()).toHaveLength(7);
    expect(pacer.laneOf('a1')).toBe('order');
    pass(1);
    expect(names().slice(7)).toEqual(['a1', 'a2', 'a3', 'behind']);
  });

  it('in parts where no second ever has room for all', () => {
    const { pass, names, place } = rig(2);
    place('a', 3);
    expect(names()).toEqual(['a1']);
    pass(60);
    expect(names()).toEqual(['a1', 'a2', 'a3']);
  });

  it('what is taken back of it stays, and the rest leaves without it', () => {
    const { pacer, send, pass, names, place } = rig(10);
    for (let count = 1; count <= 9; count++) send('order', `${count}`);
    place('a', 3);
    expect(pacer.withdraw('a2')).toBe(true);
    pass(1);
    expect(names().slice(9)).toEqual(['a1', 'a3']);
  });
});

describe('what waits under one key is one message (B19.2)', () => {
  it('it is written once, as it is wanted by then', () => {
    const { pacer, send, pass, written } = pacing(1);
    send('urgent', 'first');
    let wanted = 'limit 9.10';
    for (const limit of ['limit 9.20', 'limit 9.30']) {
      pacer.send('order', () => written.push({ what: wanted, at: 0 }), { key: 'change of o1' });
      wanted = limit;
    }
    pass(10);
    expect(written.map(({ what }) => what)).toEqual(['first', 'limit 9.30']);
  });

  it('the more urgent of two lanes is the one', () => {
    const { pacer, send, pass, names } = pacing(1);
    send('urgent', 'first');
    send('order', 'other');
    send('order', 'change', 'o1');
    send('urgent', 'change, urgent', 'o1');
    send('order', 'change, late', 'o1');
    expect(pacer.laneOf('o1')).toBeDefined();
    pass(10);
    expect(names()).toEqual(['first', 'change, urgent', 'other']);
    expect(pacer.laneOf('o1')).toBeUndefined();
  });

  it('it keeps its place when it is wanted again', () => {
    const { send, pass, names } = pacing(1);
    send('urgent', 'first');
    send('order', 'change', 'o1');
    send('order', 'other');
    send('order', 'change again', 'o1');
    pass(10);
    expect(names()).toEqual(['first', 'change', 'other']);
  });

  it('it can be taken back as long as it has not been written', () => {
    const { pacer, send, pass, names } = pacing(1);
    send('order', 'first', 'o1');
    send('order', 'second', 'o2');
    expect([pacer.withdraw('o1'), pacer.withdraw('o2'), pacer.withdraw('o2')]).toEqual([false, true, false]);
    pass(10);
    expect(names()).toEqual(['first']);
  });
});

it('what waits when the connection goes is never written (B19.3)', () => {
  const { pacer, send, pass, written } = pacing();
  for (let order = 0; order < 60; order++) send('order', 'entry', `o${order}`);
  expect(pacer.close()).toEqual(Array.from({ length: 15 }, (_, index) => `o${index + 45}`));
  send('urgent', 'too late');
  pass(60);
  expect(written).toHaveLength(45);
});
