import type { InstrumentId } from '../../src/identifiers.ts';
import { quantity } from '../../src/money.ts';
import { ibOnPaper } from '../support/ibOnPaper.ts';
import { brokerContract } from './brokerContract.ts';

brokerContract('Interactive Brokers, over a socket', async () => {
  const { account, broker, hearMarket, arrive, close } = await ibOnPaper();
  return {
    account,
    broker,
    quote: (bid, ask, size) =>
      hearMarket({
        type: 'market.quote',
        instrument: 'SPY' as InstrumentId,
        ...{ bid, ask, bidSize: quantity(size), askSize: quantity(size) },
      }),
    arrive,
    close,
  };
});
