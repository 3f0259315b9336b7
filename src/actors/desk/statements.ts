/**
 * Statements of the broker that a person brings in. What they alone show of our orders enters as executions and fees do; every other
 * difference is told, and changes nothing (B35.2).
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { OrderId } from '../../identifiers.ts';
import type { OrderContext } from '../../machines/order/order.ts';
import type { Comparison, OwnExecution, Period } from '../../machines/reconciliation/statement.ts';
import { compareStatement, periodOf } from '../../machines/reconciliation/statement.ts';
import type { CashComparison } from '../../machines/reconciliation/statementCash.ts';
import { compareCash } from '../../machines/reconciliation/statementCash.ts';
import type { StatementCash, StatementSplit, StatementTrade } from '../../plans.ts';
import type { Pass, Station } from '../pass.ts';
import type { Claims } from './claims.ts';
import type { Registry } from './registry.ts';
import type { StatementMoney } from './statementMoney.ts';

export interface Statements {
  /** A statement beside our books; nothing is changed. */
  compare(trades: readonly StatementTrade[], period?: Period): Comparison;
  /** Its money and its splits beside ours; nothing is changed. */
  compareMoney(money: StatedMoney): CashComparison;
  readonly imported: Station<Event<'statement.import'>>;
}

/** What a statement has beside trades. */
export interface StatedMoney {
  readonly cash: readonly StatementCash[];
  readonly splits: readonly StatementSplit[];
}

export interface StatementParts {
  readonly registry: Registry;
  readonly claims: Claims;
  readonly money: StatementMoney;
  readonly configuration: DeskConfiguration;
}

export function createStatements({ registry, claims, money, configuration }: StatementParts): Statements {
  /** An order that is ours, also one that has become a record. */
  function own(order: OrderId): OrderContext | undefined {
    const context = registry.snapshot('order', order)?.context;
    return context === undefined || context.links.role === 'external' ? undefined : context;
  }

  const executions = (): readonly OwnExecution[] =>
    claims.orders().flatMap((order) => {
      const context = own(order);
      return context === undefined ? [] : executionsOf(context);
    });

  const compare = (trades: readonly StatementTrade[], period = periodOf(trades)): Comparison =>
    compareStatement(trades, { executions: executions(), order: (order) => own(order)?.terms }, period);

  /** `booking`: trades that are being booked in this pass. */
  function compareMoney(stated: StatedMoney, booking: readonly StatementTrade[] = []): CashComparison {
    const traded = new Set([...executions(), ...booking].map(({ instrument }) => instrument));
    return compareCash(stated, { ...money.own(), isTraded: (instrument) => traded.has(instrument) });
  }

  return {
    compare,
    compareMoney,
    imported({ account, statement, trades, cash = [], splits = [], from, to }: Event<'statement.import'>, pass: Pass) {
      if (account !== configuration.account) {
        pass.say({ type: 'desk.declined', event: 'statement.import', code: 'accountUnknown', detail: account });
        return;
      }
      const period = {
        ...periodOf(trades),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      };
      const comparison = compare(trades, period);
      const counts = { trades: trades.length, ...countsOf(comparison) };
      pass.say({ type: 'statement.compared', statement, ...period, ...counts });
      for (const fact of factsOf(statement, comparison)) pass.say(fact);
      for (const fact of booking(comparison, account)) pass.say(fact);
      if (cash.length + splits.length === 0) return;
      for (const fact of moneyFacts(statement, compareMoney({ cash, splits }, comparison.missing))) pass.say(fact);
    },
  };
}

function executionsOf({ order, terms, executions, fees }: OrderContext): readonly OwnExecution[] {
  const { instrument, side } = terms;
  return executions.map(({ execution, quantity, price, executedAt }) => {
    const fee = fees.find((each) => each.execution === execution) ?? null;
    return { order, execution, instrument, side, quantity, price, executedAt, fee };
  });
}

const countsOf = ({ matched, missing, uncharged, foreign, differences }: Comparison) => ({
  matched: matched.length,
  booked: missing.length,
  charged: uncharged.length,
  foreign: foreign.length,
  different: differences.length,
});

/** What came of the rows. */
function factsOf(statement: string, { missing, uncharged, foreign, differences }: Comparison): readonly Event[] {
  return [
    ...missing.map(({ row, order, execution, quantity, price }): Event => {
      return { type: 'statement.booked', statement, row, order, execution, quantity, price };
    }),
    ...uncharged.map(({ trade: { row, fee, currency }, own: { order, execution } }): Event => {
      return { type: 'statement.charged', statement, row, order, execution, fee, currency };
    }),
    ...foreign.map(({ row, instrument, side, quantity, price, execution }): Event => {
      const name = execution === undefined ? {} : { execution };
      return { type: 'statement.foreign', statement, row, instrument, side, quantity, price, ...name };
    }),
    ...differences.map((difference): Event => ({ type: 'statement.differs', statement, ...difference })),
  ];
}

/** What is booked enters as the broker would have told it. */
function booking({ missing, uncharged }: Comparison, account: OrderContext['terms']['account']): readonly Event[] {
  return [
    ...missing.flatMap(({ row: _row, fee, currency, ...trade }): readonly Event[] => [
      { type: 'broker.execution', account, revision: 1, ...trade },
      { type: 'broker.commission', order: trade.order, execution: trade.execution, fee, currency },
    ]),
    ...uncharged.map(({ trade: { fee, currency }, own: { order, execution } }): Event => {
      return { type: 'broker.commission', order, execution, fee, currency };
    }),
  ];
}

/** What came of the money: what it alone shows is booked. */
function moneyFacts(statement: string, { matched, missing, foreign, differences }: CashComparison): readonly Event[] {
  const counts = { matched: matched.length, booked: missing.length, foreign: foreign.length };
  const different = differences.length;
  const rows = matched.length + missing.length + foreign.length + different;
  return [
    { type: 'statement.cashCompared', statement, rows, ...counts, different },
    ...missing.map((row): Event => ({ type: 'statement.cashBooked', statement, ...moneyOf(row) })),
    ...foreign.flatMap((row): readonly Event[] =>
      'kind' in row ? [{ type: 'statement.cashForeign', statement, ...moneyOf(row) }] : [],
    ),
    ...differences.map((difference): Event => ({ type: 'statement.cashDiffers', statement, ...difference })),
  ];
}

const moneyOf = ({ description: _description, exDate: _exDate, ...money }: StatementCash) => money;
