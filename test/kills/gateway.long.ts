import { expect, it } from 'vitest';
import { expectNothingLostAtGateway } from './gatewayVerdict.ts';

it('a desk and its gateway, either killed while they trade, lose nothing, place nothing twice and agree to the cent: twenty-four kills', async () => {
  const { kills, orders, executions } = await expectNothingLostAtGateway(2, 24);
  process.stdout.write(
    `${kills.engine} kills of the desk and ${kills.gateway} of the gateway, ${kills.onTheWay} of them before it was ready; ` +
      `${orders} orders, ${executions} executions.\n`,
  );
  expect(Math.min(kills.engine, kills.gateway)).toBeGreaterThan(5);
  expect(executions).toBeGreaterThan(60);
});
