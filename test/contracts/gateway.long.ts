/** What is played against a paper account of Interactive Brokers in real time is played against the gateway first. */
import { accountId } from '../../src/identifiers.ts';
import { opened } from '../support/gateway.ts';
import { ibPaperRig } from '../support/ibPaperRig.ts';
import { brokerContract } from './brokerContract.ts';

const account = 'DU1234567';

brokerContract('the gateway in real time', async () => {
  const gateway = await opened({ accounts: [accountId(account)] });
  const rig = ibPaperRig({ host: '127.0.0.1', port: gateway.port, clientId: 1, account, quiet: 100 });
  return {
    ...rig,
    async close() {
      await rig.close?.();
      await gateway.close();
    },
  };
});
