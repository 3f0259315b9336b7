/** What must be true of a desk that was killed, told from its journal, its broker's book and what its engines said. */
import { hash } from 'node:crypto';
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import { replay } from '../../src/actors/engine/replay.ts';
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import { readPaperState } from '../../src/adapters/paperBroker/stateFile.ts';
import { createRecorder } from '../../src/adapters/reports/recorder.ts';
import { encode } from '../../src/codec.ts';
import type { OrderId } from '../../src/identifiers.ts';
import { amountText, decimalText } from '../../src/money.ts';
import type { JournalRecord } from '../../src/ports.ts';
import type { Killed } from './killing.ts';

export interface Verdict {
  /** Acknowledged inputs that are not in the journal, or otherwise. */
  readonly lost: readonly number[];
  readonly acknowledged: number;
  /** Restarts whose state an independent replay of the journal does not come to; `replayDiffers` would be thrown. */
  readonly compared: number;
  readonly restarts: number;
  /** Times when our books and the broker's differed once it had been read. */
  readonly disagreements: readonly string[];
  readonly agreements: number;
  /** What our books hold at the end beside what the broker's book on its disk holds. */
  readonly held: { readonly ours: string; readonly theirs: string };
  /** What each prediction came to: its fills and its profit. */
  readonly bySignal: ReadonlyMap<string, string>;
  /** Predictions of which an order, a change or a cancel had perhaps been sent when the engine was killed, and was not at the broker. */
  readonly cutOff: ReadonlySet<string>;
  readonly realised: string;
  readonly residue: bigint;
  /** Restarts that began at a checkpoint. */
  readonly fromCheckpoints: number;
}

export async function judge({ journal, book, told }: Pick<Killed, 'journal' | 'book' | 'told'>): Promise<Verdict> {
  const records = recordsOf(journal);
  const found = new Map(records.map(({ envelope }) => [envelope.sequence, hash('sha256', encode(envelope))]));
  const acknowledged = told.flatMap((each) => each.acknowledged ?? []);
  const recovered = told.flatMap((each) => (each.recovered === undefined ? [] : [each.recovered]));
  const checkpoints = recovered.filter(({ sequence }) => sequence > 0);
  const reconciled = told.flatMap((each) => (each.reconciled === undefined ? [] : [each.reconciled]));
  const bus = createEventBus();
  const { recording } = createRecorder(bus);
  const cutOff = new Set<string>();
  const cut = (order: OrderId): void => {
    const position = recording.orders.get(order)?.position ?? undefined;
    const signal = position === undefined ? undefined : recording.trades.get(position)?.signal;
    if (signal) cutOff.add(signal);
  };
  bus.subscribe('order.absent', ({ order }) => cut(order));
  bus.subscribe('order.unanswered', ({ order }) => cut(order));
  bus.subscribe('order.amendRejected', ({ order }) => cut(order));
  bus.subscribe('order.cancelRejected', ({ order }) => cut(order));
  const replayed = await replay(from(records), { bus, checkpoints });
  const held = replayed.views.holdings().map(({ instrument, booked }) => [instrument, booked] as const);
  const positions = (await readPaperState(book))?.positions ?? [];
  return {
    lost: acknowledged.filter(([sequence, print]) => found.get(sequence) !== print).map(([sequence]) => sequence),
    acknowledged: acknowledged.length,
    compared: replayed.compared,
    restarts: new Set(checkpoints.map(({ sequence }) => sequence)).size,
    disagreements: reconciled.filter(({ ours, theirs }) => ours !== theirs).map((each) => encode(each)),
    agreements: reconciled.length,
    held: { ours: textOf(held), theirs: textOf(positions.map(({ instrument, quantity }) => [instrument, quantity])) },
    bySignal: new Map(
      [...recording.trades.values()].flatMap((trade) => {
        const fills = recording.fills.filter(({ position }) => position === trade.position);
        if (trade.signal === null || fills.length === 0) return [];
        const texts = fills.map(
          ({ role, side, quantity, price, fee }) =>
            `${role} ${side} ${decimalText(quantity)} @ ${decimalText(price)} fee ${amountText(fee)}`,
        );
        return [
          [trade.signal, `${texts.join('; ')} → ${amountText(trade.realised)}, open ${decimalText(trade.quantity)}`],
        ];
      }),
    ),
    cutOff,
    realised: amountText(replayed.views.account().realised),
    residue: replayed.views.account().residue,
    fromCheckpoints: recovered.filter(({ checkpoint }) => checkpoint > 0).length,
  };
}

function recordsOf(file: string): readonly JournalRecord[] {
  const reader = openJournal(file);
  try {
    return [...reader.recordsNow()];
  } finally {
    reader.close();
  }
}

async function* from(records: readonly JournalRecord[]): AsyncGenerator<JournalRecord> {
  yield* records;
}

const textOf = (held: readonly (readonly [string, bigint])[]): string =>
  encode(held.filter(([, quantity]) => quantity !== 0n).toSorted(([a], [b]) => (a < b ? -1 : 1)));
