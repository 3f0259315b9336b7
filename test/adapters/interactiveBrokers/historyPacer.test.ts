/** No request for past bars leaves before the rules of the broker let it. */
import { describe, expect, it } from 'vitest';
import { createSimulatedClock } from '../../../src/adapters/clock/simulatedClock.ts';
import { HistoryPacer } from '../../../src/adapters/interactiveBrokers/historyPacer.ts';
import { later, minutes, seconds, timestamp } from '../../../src/identifiers.ts';

const START = timestamp('2026-11-23T15:00:00Z');

function rig() {
  const clock = createSimulatedClock({ start: START });
  const pacer = new HistoryPacer(clock);
  const left: { readonly name: string; readonly at: number }[] = [];
  return {
    left,
    ask: (contract: string, request = contract, wanted = () => true) =>
      pacer.send({ contract, request }, () => {
        if (wanted()) left.push({ name: request, at: (clock.now() - START) / 1e6 });
        return wanted();
      }),
    pass: (duration: number) => clock.advance(later(clock.now(), duration)),
  };
}

describe('requests for past bars', () => {
  it('sixty in ten minutes, and the next when the first is ten minutes old', () => {
    const { ask, left, pass } = rig();
    for (let each = 0; each < 62; each++) ask(`C${each}`);
    expect(left).toHaveLength(60);
    pass(minutes(10));
    expect(left).toHaveLength(60);
    pass(seconds(2));
    expect(left).toHaveLength(62);
  });

  it('an identical one after fifteen seconds', () => {
    const { ask, left, pass } = rig();
    ask('A');
    ask('A');
    pass(seconds(15));
    expect(left).toHaveLength(1);
    pass(seconds(1));
    expect(left).toMatchObject([{ at: 0 }, { at: 16 }]);
  });

  it('five of one contract in two seconds, others beside them', () => {
    const { ask, left, pass } = rig();
    for (let each = 0; each < 7; each++) ask('A', `A${each}`);
    ask('B');
    expect(left.map(({ name }) => name)).toEqual(['A0', 'A1', 'A2', 'A3', 'A4', 'B']);
    pass(seconds(3));
    expect(left.map(({ name }) => name).slice(6)).toEqual(['A5', 'A6']);
  });

  it('what is not wanted any more by its turn does not count', () => {
    const { ask, left, pass } = rig();
    ask('A');
    let isWanted = true;
    ask('A', 'A', () => isWanted);
    isWanted = false;
    pass(seconds(16));
    ask('A');
    expect(left).toMatchObject([{ at: 0 }, { at: 16 }]);
  });
});
