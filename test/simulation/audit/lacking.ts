/** What others have sold unheard, worked out from the true record: it alone may be left behind, and nothing is to sell it. */
import type { EngineViews } from '../../../src/actors/engine/views.ts';
import type { InstrumentId } from '../../../src/identifiers.ts';
import type { BrokerRecord } from '../brokerRecord.ts';
import { netOf } from '../brokerRecord.ts';
import type { Report } from './findings.ts';
import type { Notebook } from './notebook.ts';
import { against } from './others.ts';

export interface LackedParts {
  readonly record: BrokerRecord;
  readonly book: Notebook;
}
export interface LackingParts extends LackedParts {
  readonly views: EngineViews;
  readonly instruments: readonly InstrumentId[];
}

const sizeOf = (value: bigint): bigint => (value < 0n ? -value : value);

/** Of a difference what is foreign goes first, then ours. */
export function lackedIn(instrument: InstrumentId, { record, book }: LackedParts): bigint {
  const [ours, foreign] = [book.net(instrument), book.others.foreign(instrument)];
  const change = netOf(record, instrument) - ours - foreign;
  const rest = sizeOf(change) - against(foreign, change);
  const most = against(ours, change);
  return rest < most ? rest : most;
}

/** After everything was to be left: what is still in the books is what the account has no more. */
export function auditLeft(parts: LackingParts, report: Report): void {
  for (const instrument of parts.instruments) {
    const left = parts.views.openPositions().filter((view) => view.instrument === instrument);
    const held = left.reduce((sum, { quantity }) => sum + sizeOf(quantity), 0n);
    const isLacked = left.every(({ quantity }) => quantity !== 0n) && held <= lackedIn(instrument, parts);
    for (const { position, quantity, state } of isLacked ? [] : left)
      report('a desk that is told to leave everything holds nothing', `${position} is ${state} and holds ${quantity}`);
  }
}
