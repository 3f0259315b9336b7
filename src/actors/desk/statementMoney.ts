/** Money that our books have beside trades: dividends and splits as they were booked, and what a statement brought in, by the broker's name of it. */
import type { Split } from '../../corporateActions.ts';
import { joined } from '../../corporateActions.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { OwnDividend, OwnMoney } from '../../machines/reconciliation/statementCash.ts';
import { plus } from '../../money.ts';
import type { StatementCash } from '../../plans.ts';
import type { Owners } from '../owners.ts';
import type { Station } from '../pass.ts';

export interface StatementMoney {
  readonly paid: Station<Event<'holding.dividend'>>;
  readonly split: Station<Event<'holding.split'>>;
  readonly booked: Station<Event<'statement.cashBooked'>>;
  /** What is compared with a statement; what was traded is known elsewhere. */
  own(): Omit<OwnMoney, 'isTraded'>;
}

export function createStatementMoney(owners: Owners): StatementMoney {
  const keeper = owners.register('statementMoney', 1);
  const cash = keeper.records<string, Pick<StatementCash, 'kind' | 'amount' | 'currency'>>('cash');
  /** By instrument and ex-date: what is told late of one is added to it. */
  const dividends = keeper.records<string, OwnDividend>('dividends');
  const splits = keeper.records<string, Split>('splits');
  const keyOf = (instrument: InstrumentId, exDate: string): string => `${instrument}/${exDate}`;
  return {
    paid({ instrument, exDate, amount, currency }) {
      const key = keyOf(instrument, exDate);
      const before = dividends.get(key);
      const whole = before === undefined ? amount : plus(before.amount, amount);
      dividends.set(key, { instrument, exDate, amount: whole, currency });
    },
    split({ instrument, exDate, newShares, oldShares }) {
      const key = keyOf(instrument, exDate);
      const before = splits.get(key);
      const now = { newShares, oldShares };
      splits.set(key, before === undefined ? now : joined(before, now));
    },
    booked: ({ name, kind, amount, currency }) => cash.set(name, { kind, amount, currency }),
    own: () => ({
      booked: (name) => cash.get(name),
      dividends: dividends.ordered().map(([, each]) => each),
      split: (instrument, exDate) => splits.get(keyOf(instrument, exDate)),
    }),
  };
}
