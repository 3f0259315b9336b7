import { expect, it } from 'vitest';
import { plain } from '../../src/cli/log.ts';
import type { InstrumentId, OrderId, PositionId } from '../../src/identifiers.ts';
import { amount, quantity } from '../../src/money.ts';

it('a line of the log has decimals as people write them, each in its own unit', () => {
  const naked = { position: 'p' as PositionId, instrument: 'SPY' as InstrumentId, detail: 'lost' };
  expect(plain({ type: 'position.naked', ...naked, quantity: quantity(-64) })).toEqual({
    event: 'position.naked',
    ...naked,
    quantity: '-64',
  });
  const approved = { order: 'o' as OrderId, approval: 'a' as never, reducing: false };
  expect(plain({ type: 'risk.approved', ...approved, exposure: amount('1234.5') })).toMatchObject({
    exposure: '1234.5',
  });
});
