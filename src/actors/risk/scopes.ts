/** What a trading state may stand for: the desk, an account, a book or an instrument; and which of them an order falls under. */
import type { AccountId, BookId, InstrumentId } from '../../identifiers.ts';

/** The scope of everything. */
export const DESK_SCOPE = 'desk';

/** Where an order is. */
export interface Whereabouts {
  readonly account: AccountId;
  readonly book: BookId;
  readonly instrument: InstrumentId;
}

/** Whether the text names a scope: `desk`, `account/…`, `book/…` or `instrument/…`. */
export const isScope = (text: string): boolean =>
  text === DESK_SCOPE || /^(account|book|instrument)\/[!-~]+$/.test(text);

/** The scopes an order falls under, the widest first. */
export const scopesOf = ({ account, book, instrument }: Whereabouts): readonly string[] => [
  DESK_SCOPE,
  `account/${account}`,
  `book/${book}`,
  `instrument/${instrument}`,
];
