import { expect, it } from 'vitest';
import { expectNothingLostAtGateway } from './gatewayVerdict.ts';

it('a desk and its gateway, either killed while they trade, lose nothing, place nothing twice and agree to the cent: three kills', async () => {
  const { kills, executions } = await expectNothingLostAtGateway(6, 3);
  expect(kills).toMatchObject({ engine: 2, gateway: 1 });
  expect(executions).toBeGreaterThan(6);
});
