/** The statement of a step of a scenario as the command that brings it in. */
import type { UserCommand } from '../../actors/engine/doors.ts';
import { newYorkTime } from '../../adapters/calendar/newYork.ts';
import type { StatementRow } from '../../adapters/scenarios/statementWords.ts';
import type { ExecutionId } from '../../identifiers.ts';
import { instrumentId, later } from '../../identifiers.ts';
import { zero } from '../../money.ts';
import type { StatementTrade } from '../../plans.ts';
import { orderMeant } from './commands.ts';
import type { Stage } from './stage.ts';

/** A row is of the moment, in the currency of the desk and for nothing unless it says otherwise. @throws Unplayable */
export function statementOf(stage: Stage, rows: readonly StatementRow[]): UserCommand {
  const { account } = stage.plan.desk;
  const trades = rows.map((row, index) => tradeOf(stage, row, index + 1));
  const by = { operator: 'scenario', why: 'as the scenario says' } as const;
  return { type: 'statement.import', account, statement: 'statement', trades, ...by };
}

function tradeOf(stage: Stage, row: StatementRow, place: number): StatementTrade {
  const { desk, session } = stage.plan;
  const order = row.order === undefined ? undefined : orderMeant(stage, row.order);
  const terms = stage.engine.views.orders().find((each) => each.order === order)?.terms;
  return {
    row: place,
    ...(order === undefined ? {} : { order }),
    ...(row.execution === undefined ? {} : { execution: row.execution as ExecutionId }),
    instrument: instrumentId(row.symbol ?? terms?.instrument ?? ''),
    side: row.side ?? terms?.side ?? 'buy',
    quantity: row.quantity,
    price: row.price,
    fee: row.fee ?? zero,
    currency: row.currency ?? desk.currency,
    executedAt: row.at === undefined ? stage.clock.now() : later(newYorkTime(session.session), row.at),
  };
}
