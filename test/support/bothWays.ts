/** Days that are traded through a gateway and in this process, and what must be the same of them. */
import { expect } from 'vitest';
import { replay } from '../../src/actors/engine/replay.ts';
import type { RecordedDays } from './recordedDays.ts';
import type { Said, Traded, TradedAtGateway } from './tradedDays.ts';
import { tradedAtGateway, tradedInProcess, withoutNames } from './tradedDays.ts';

export interface BothWays {
  readonly there: TradedAtGateway;
  readonly here: Traded;
}

export async function tradedBothWays(
  days: RecordedDays,
  over: Parameters<typeof tradedAtGateway>[1] = {},
): Promise<BothWays> {
  const there = await tradedAtGateway(days, over);
  return { there, here: await tradedInProcess(days, there.abilities) };
}

const prices: readonly string[] = ['market.quote', 'market.trade', 'market.bar'];
const pricesOf = ({ facts }: Traded): readonly Said[] => facts.filter(([, { type }]) => prices.includes(type));
/** That the farms of the broker are well: told with every connection. */
const WELL = ['2104', '2106', '2158'];

/** The market as it was heard, and all that was made of it: orders, fills, trades, days and account, with their times. */
export async function expectSame({ there, here }: BothWays): Promise<void> {
  expect(pricesOf(there)).toEqual(pricesOf(here));
  expect(withoutNames(there.report)).toEqual(withoutNames(here.report));
  // No pacing violation and nothing else that the gateway objects to.
  expect(there.facts.flatMap(([, fact]) => (fact.type === 'broker.notice' ? [(fact as { code?: string }).code] : []))).toEqual(WELL); // biome-ignore format: one thought
  const replayed = await replay(there.journal.read(1));
  expect(replayed.hash()).toBe(there.report.stateHash);
}
