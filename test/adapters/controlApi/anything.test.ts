/** Whatever is sent, with the right token and by every route: it is answered, no fault is found, and what is no command changes nothing. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apiRoutes } from '../../../src/adapters/controlApi/apiRoutes.ts';
import { bearer, servedDesk } from '../../support/servedDesk.ts';

const CONTROL = 'another-token-of-letters';

const odd = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1e999',
    'NaN',
    '100.02',
    'desk',
    'SPY',
    'kill',
    '__proto__',
    'x'.repeat(600),
    '\u0000',
    '\ud800',
  ),
  fc.constantFrom(null, true, 0, -0, -1, 1e308, 0.1, 2 ** 53),
  fc.constantFrom([], {}, [null], { toString: 1 }, { by: 'amount' }),
  fc.string(),
);
/** What bodies are made of: names that routes know, and others. */
const body = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        ...{
          operator: fc.oneof(fc.constant('ada'), odd),
          why: fc.oneof(fc.constant('so'), odd),
          scope: odd,
          word: odd,
        },
        ...{
          token: fc.oneof(fc.constant(CONTROL), odd),
          decidedOn: odd,
          stop: odd,
          target: odd,
          limit: odd,
          loosen: odd,
        },
        ...{ instrument: fc.oneof(fc.constant('SPY'), odd), side: fc.oneof(fc.constant('buy'), odd), quantity: odd },
        ...{ type: fc.oneof(fc.constantFrom('market', 'limit'), odd), trail: odd, goodTill: odd, fill: odd },
      },
      { requiredKeys: [] },
    ),
  },
);
const segment = fc.oneof(fc.constantFrom('SPY', 'follow', 'test-13.1', '..', '%00', '*'), fc.string());

it('is answered with a status that is meant, and ends nothing', async () => {
  let now = 0;
  const { desk, ask, faults } = await servedDesk('symbols: [SPY]', {
    ...{ control: { token: CONTROL }, now: () => (now += 500) },
  });
  desk.quote('100.00', '100.02');
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...apiRoutes),
      fc.array(segment, { minLength: 2, maxLength: 2 }),
      body,
      async (route, names, sent) => {
        let place = 0;
        const path = route.path.replace(/\{\w+\}/g, () => encodeURIComponent((names[place++] ?? '').toWellFormed()));
        const before = desk.engine.hash();
        const { status = 0, told } = await ask(path, {
          method: route.method,
          ...(route.method === 'POST' ? { body: sent } : {}),
          headers: bearer,
        });
        statuses.add(status);
        expect([200, 400, 403, 404, 409, 422, 426, 428]).toContain(status);
        if (status !== 200)
          expect(told).toMatchObject({ error: { code: expect.any(String), remedy: expect.any(String) } });
        if (status !== 200 && status !== 422) expect(desk.engine.hash()).toBe(before);
      },
    ),
    { numRuns: 1_500 },
  );
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]));
  expect(faults).toEqual([]);
  expect((await ask('/api/v1/status')).status).toBe(200);
});
