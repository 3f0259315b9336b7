import { expect, it } from 'vitest';
import { soak } from './soak.ts';

it('a desk that trades fast while its gateway goes wrong all the time agrees with it to the cent: half a minute', async () => {
  const { messages, seconds, executions } = await soak(6, 0.5);
  expect(messages / seconds).toBeGreaterThan(35);
  expect(executions).toBeGreaterThan(100);
}, 240_000);
