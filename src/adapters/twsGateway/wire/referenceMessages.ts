/** Messages with lists that hold for all: exchanges, families of accounts, sources of news. */
import { integer, list, text } from './fieldWriter.ts';

/** SMART_COMPONENTS: which exchange each bit and letter of a quote means. */
export const smartComponentsFields = (
  requestId: number,
  components: readonly { readonly bit: number; readonly exchange: string; readonly letter: string }[],
): readonly string[] => [
  '82',
  integer(requestId),
  ...list(components, ({ bit, exchange, letter }) => [integer(bit), text(exchange), text(letter)]),
];

/** FAMILY_CODES: the family of each account; empty for one that is in none. */
export const familyCodesFields = (accounts: readonly string[]): readonly string[] => [
  '78',
  ...list(accounts, (account) => [text(account), '']),
];

/** MKT_DEPTH_EXCHANGES and NEWS_PROVIDERS: there are none. */
export const noDepthExchangesFields = (): readonly string[] => ['80', '0'];
export const noNewsProvidersFields = (): readonly string[] => ['85', '0'];
