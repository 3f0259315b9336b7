/** What every length of the comparison asks: no step of any chart that runs differs, and none but XState's own events is left to XState. */
import { describe, expect, it } from 'vitest';
import { models } from '../../machines/reach/models/models.ts';
import { compare } from './differential.ts';

export function testDifferential({ steps, seed }: Record<'steps' | 'seed', number>): void {
  describe(`in ${steps} random steps`, () => {
    it.each(
      models.map((model) => [model.machine.id, model] as const),
    )('%s does what its chart does', (_name, model) => {
      const { difference, stockEvents, own } = compare(model, { steps, seed });
      expect(difference).toBeUndefined();
      expect(stockEvents).toBe(own);
    });
  });
}
