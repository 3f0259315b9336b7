import { expect, it } from 'vitest';
import { expectNothingLostAtGateway } from './gatewayVerdict.ts';

it('a desk and its gateway, either killed while they trade, lose nothing, place nothing twice and agree to the cent: three kills', async () => {
  const { executions } = await expectNothingLostAtGateway(1, 3);
  expect(executions).toBeGreaterThan(6);
});
