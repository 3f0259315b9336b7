import { expect, it } from 'vitest';
import { soak } from './soak.ts';

it('a desk that trades fast while its gateway goes wrong all the time agrees with it to the cent: half an hour', async () => {
  const { messages, seconds, executions, orders, before, after, troubles } = await soak(2, 30);
  process.stdout.write(
    `${messages} messages in ${seconds} seconds of gateway time, ${orders} orders, ${executions} executions; ` +
      `${Math.round(before / 1e6)} MB before, ${Math.round(after / 1e6)} MB after.\n${JSON.stringify(troubles)}\n`,
  );
  expect(seconds).toBeGreaterThan(1_800);
  expect(messages / seconds).toBeGreaterThan(35);
  expect(Object.keys(troubles).length).toBeGreaterThan(15);
  // What is left of an order that has ended is a compact record.
  expect((after - before) / orders).toBeLessThan(4_000);
});
