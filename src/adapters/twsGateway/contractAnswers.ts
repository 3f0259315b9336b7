/** What requests for contracts are answered by. */
import type { Answers } from './floor.ts';
import { detailsOf, NO_CONTRACT } from './instruments.ts';
import { marketRules } from './marketRules.ts';
import { contractDetailsEndFields, contractDetailsFields } from './wire/contractMessages.ts';
import { marketRuleFields, symbolSamplesFields } from './wire/historyMessages.ts';

export const contractAnswers: Pick<Answers, 'reqContractDetails' | 'reqMatchingSymbols' | 'reqMarketRule'> = {
  reqContractDetails: ({ clock, catalogue, hours }, client, { requestId, contract }) => {
    const found = catalogue.fitting(contract);
    if (found.length === 0) return client.connection.tell(requestId, NO_CONTRACT.code, NO_CONTRACT.text);
    for (const listed of found) {
      const details = detailsOf(listed, clock.now(), hours);
      client.send((version) => contractDetailsFields(version, requestId, details));
    }
    client.send(contractDetailsEndFields(requestId));
  },
  reqMatchingSymbols: ({ catalogue }, client, { requestId, pattern }) => {
    const samples = catalogue.matching(pattern).map(({ contract, primaryExch, longName }) => ({
      ...contract,
      primaryExch,
      derivatives: [],
      description: longName,
    }));
    client.send((version) => symbolSamplesFields(version, requestId, samples));
  },
  reqMarketRule: (_floor, client, { ruleId }) => {
    const steps = marketRules.get(ruleId);
    if (steps === undefined) return client.connection.tell(-1, 321, `There is no market rule ${ruleId}.`);
    client.send(marketRuleFields(ruleId, steps));
  },
};
