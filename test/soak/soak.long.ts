import { expect, it } from 'vitest';
import { soak } from './soak.ts';

it('a desk that trades fast while its gateway goes wrong all the time agrees with it to the cent: five minutes', async () => {
  const { messages, seconds, executions, before, after, troubles } = await soak(2, 5);
  process.stdout.write(
    `${messages} messages in ${seconds} seconds of gateway time, ${executions} executions; ` +
      `${Math.round(before / 1e6)} MB before, ${Math.round(after / 1e6)} MB after.\n${JSON.stringify(troubles)}\n`,
  );
  expect(seconds).toBeGreaterThan(300);
  expect(messages / seconds).toBeGreaterThan(35);
  expect(Object.keys(troubles).length).toBeGreaterThan(10);
  // What is left of an order that has ended is a compact record.
  expect(after - before).toBeLessThan(30e6);
});
