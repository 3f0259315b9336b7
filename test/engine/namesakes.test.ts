import { describe, expect, it } from 'vitest';
import { renamed } from '../../src/actors/engine/namesakes.ts';
import type { Event } from '../../src/events.ts';
import type { BookId, InstrumentId, OrderId, PositionId } from '../../src/identifiers.ts';
import { price } from '../../src/money.ts';

/** Input 40 is heard as 41 here, nobody knows of 50. */
const heardAs = (sequence: number): number | undefined => (sequence < 40 ? sequence : sequence === 40 ? 41 : undefined);
const close = (position: string): Event => ({
  type: 'desk.close',
  book: 'flow' as BookId,
  instrument: 'SPY' as InstrumentId,
  position: position as PositionId,
  why: 'done',
});

describe('the names in a command of a person', () => {
  it.each([
    ['of before the branch stay as they are', 'my-desk-8.2', 'my-desk-8.2'],
    ['that carry an input with another number here are others', 'my-desk-40.12', 'my-desk-41.12'],
    ['that have no counterpart are nobody\u2019s', 'my-desk-50.1', 'my-desk-50.1?'],
    ['of another desk stay as they are', 'desk-40.1', 'desk-40.1'],
    ['that are no names of ours stay as they are', 'my-desk-40', 'my-desk-40'],
  ])('%s', (_what, recorded, here) => {
    expect(renamed(close(recorded), 'my-desk', heardAs)).toEqual(close(here));
  });

  it('are found wherever they stand, and nothing else is touched', () => {
    const change: Event = {
      type: 'desk.amend',
      order: 'my-desk-40.3' as OrderId,
      change: { limit: price('10') },
      why: 'x',
    };
    expect(renamed(change, 'my-desk', heardAs)).toEqual({ ...change, order: 'my-desk-41.3' });
  });
});
