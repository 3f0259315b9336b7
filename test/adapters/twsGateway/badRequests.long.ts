/** More of the clients that are broken: other requests in every round. */
import { expect, it } from 'vitest';
import { playBadRequests } from '../../support/badRequests.ts';

const first = Number(process.env.SEED ?? 1) * 1_000;

it.each(
  Array.from({ length: 8 }, (_, round) => first + round),
)('round %i: the gateway goes on for the others', async (seed) => {
  expect(await playBadRequests(1_000, seed)).toBe('unharmed');
});
