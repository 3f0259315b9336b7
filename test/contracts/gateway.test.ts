/** The gateway behind the adapter, over a real socket, keeps the contract of a broker: the same suite as the paper broker by itself. */
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import { accountId, instrumentId, timestamp } from '../../src/identifiers.ts';
import { price } from '../../src/money.ts';
import { arriving, secondOf } from '../support/arriving.ts';
import { opened } from '../support/gateway.ts';
import { QuotedMarket } from '../support/quotedMarket.ts';
import { brokerContract, levelsAt } from './brokerContract.ts';

const account = accountId('DU1234567');
const SPY = instrumentId('SPY');

brokerContract('the gateway, through the adapter and a socket', async () => {
  const clock = createSimulatedClock({ start: timestamp('2026-11-23T15:00:00Z') });
  const market = new QuotedMarket();
  const gateway = await opened({ clock, accounts: [account], market: market.open });
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: gateway.port, clientId: 1, account, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
  });
  return {
    account,
    ...arriving(broker, secondOf(clock)),
    quoted() {
      market.quote(SPY, price('10.00'), price('10.02'));
      return levelsAt(price('10.00'), price('10.02'));
    },
    async close() {
      broker.disconnect();
      await gateway.close();
    },
  };
});
