/** What requests for lists are answered by that hold for all: exchanges of a quote, families of accounts, sources of news. */
import type { Answers } from './floor.ts';
import { BBO_EXCHANGE } from './instruments.ts';
import {
  familyCodesFields,
  noDepthExchangesFields,
  noNewsProvidersFields,
  smartComponentsFields,
} from './wire/referenceMessages.ts';

/** The letters of the consolidated tape. */
const components = [
  ['NYSE', 'N'],
  ['NASDAQ', 'Q'],
  ['ARCA', 'P'],
  ['BATS', 'Z'],
].map(([exchange = '', letter = ''], bit) => ({ bit, exchange, letter }));

type Asked = 'reqSmartComponents' | 'reqFamilyCodes' | 'reqMktDepthExchanges' | 'reqNewsProviders';

export const referenceAnswers: Pick<Answers, Asked> = {
  reqSmartComponents: (_floor, client, { requestId, bboExchange }) => {
    if (bboExchange !== BBO_EXCHANGE)
      return client.connection.tell(requestId, 321, `There is no exchange ${bboExchange} of a quote.`);
    client.send(smartComponentsFields(requestId, components));
  },
  reqFamilyCodes: ({ accounts }, client) => client.send(familyCodesFields(accounts)),
  reqMktDepthExchanges: (_floor, client) => client.send(noDepthExchangesFields()),
  reqNewsProviders: (_floor, client) => client.send(noNewsProvidersFields()),
};
