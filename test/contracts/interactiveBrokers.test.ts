import type { InstrumentId } from '../../src/identifiers.ts';
import { price, quantity } from '../../src/money.ts';
import { ibOnPaper } from '../support/ibOnPaper.ts';
import { ibPaperRig, paperAddress } from '../support/ibPaperRig.ts';
import { brokerContract, levelsAt } from './brokerContract.ts';

brokerContract('Interactive Brokers, over a socket', async () => {
  const { account, broker, hearMarket, arrive, close } = await ibOnPaper();
  return {
    account,
    broker,
    quoted() {
      const [bid, ask, size] = [price('10.00'), price('10.02'), quantity(1_000)];
      const sizes = { bidSize: size, askSize: size };
      hearMarket({ type: 'market.quote', instrument: 'SPY' as InstrumentId, bid, ask, ...sizes });
      return levelsAt(bid, ask);
    },
    arrive,
    close,
  };
});

// Only where somebody has named a paper account of theirs: docs/guides/interactive-brokers.md says how.
const named = process.env.ORDERMATON_IB_PAPER;
if (named !== undefined) brokerContract('the paper account that is named', () => ibPaperRig(paperAddress(named)));
