import { describe, expect, it } from 'vitest';
import { createPace } from '../../../src/adapters/clock/pace.ts';
import type { Timestamp } from '../../../src/identifiers.ts';
import { later, minutes, timestamp } from '../../../src/identifiers.ts';

const OPENS = timestamp('2025-03-03T14:30:00Z');
const NEXT = timestamp('2025-03-04T14:30:00Z');
const lasting = (opens: Timestamp) => ({ session: '', opens, closes: later(opens, minutes(390)) });
const hours = {
  name: 'two sessions',
  sessionAt: (at: Timestamp) => lasting(at < lasting(OPENS).closes ? OPENS : NEXT),
};

/** How long it takes to be there: at most so many milliseconds are believed, since a machine may be slow. */
async function taken(moments: readonly Timestamp[]): Promise<number> {
  const pace = createPace({ speed: 60_000, hours });
  const begun = performance.now();
  for (const moment of moments) await pace(moment);
  return performance.now() - begun;
}

describe('a simulated day with a speed', () => {
  it('is over at once before the session, after it, and between two', async () => {
    const night = Array.from({ length: 9 }, (_, hour) => later(OPENS, minutes(-60 * (9 - hour))));
    const evening = Array.from({ length: 17 }, (_, hour) => later(OPENS, minutes(391 + 60 * hour)));
    expect(await taken([...night, OPENS, ...evening.filter((at) => at < NEXT), NEXT])).toBeLessThan(200);
  });

  it('takes its time within each session', async () => {
    // Ten minutes of trading twice, at a thousand minutes a second: 20 ms.
    const session = (opens: Timestamp) => [opens, later(opens, minutes(20)), later(opens, minutes(40))];
    expect(await taken([...session(OPENS), ...session(NEXT)])).toBeGreaterThan(60);
  });
});
