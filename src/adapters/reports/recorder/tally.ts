/** Counts what was declined, refused and left out, and keeps the alarms. */
import type { Envelope } from '../../../envelope.ts';
import type { Timestamp } from '../../../identifiers.ts';
import { isoTime } from '../../../identifiers.ts';
import { decimalText } from '../../../money.ts';
import type { FactSource } from '../../../ports.ts';
import { durationText } from '../../documents/durations.ts';
import type { Recording } from '../recording.ts';
import type { Changed } from './changed.ts';

/** Facts that are only counted, by their types. */
const counted = [
  'rule.failed',
  'order.unexpected',
  'order.surprised',
  'position.unexpected',
  'desk.inputRefused',
  'desk.deadLettered',
] as const;

export class Tally {
  readonly #recording: Recording;

  readonly #changed: Changed;

  constructor(recording: Recording, changed: Changed) {
    this.#recording = recording;
    this.#changed = changed;
  }

  listen(source: FactSource): void {
    for (const type of counted) source.subscribe(type, () => this.count(type));
    source.subscribe('risk.refused', ({ code }) => this.count(`refused.${code}`));
    source.subscribe('rule.declined', ({ code }) => this.count(`declined.${code}`));
    source.subscribe('desk.declined', ({ code }) => this.count(`declined.${code}`));
    source.subscribe('desk.signalRefused', ({ code }) => this.count(`declined.${code}`));
    source.subscribe('desk.dataSkipped', ({ rows }) => this.count('rows skipped', rows));
    source.subscribe('signal', () => this.count('signals'));
    this.#listenForAlarms(source);
  }

  count(what: string, by = 1): void {
    const { counts } = this.#recording;
    counts.set(what, (counts.get(what) ?? 0) + by);
    this.#changed.note('counts', what);
  }

  #listenForAlarms(source: FactSource): void {
    const alarm = (envelope: Envelope | undefined, text: string): void => {
      const alarm = { at: envelope?.at ?? (0 as Timestamp), text };
      this.#changed.note('alarms', this.#recording.alarms.push(alarm) - 1);
      this.count('alarms');
    };
    source.subscribe('position.naked', ({ instrument, detail }, at) => alarm(at, `${instrument} is naked: ${detail}`));
    source.subscribe('position.orphaned', ({ instrument }, at) =>
      alarm(at, `${instrument} is flat and its stops still work`),
    );
    source.subscribe('position.overstayed', ({ instrument, quantity, session }, at) =>
      alarm(at, `${instrument} ${decimalText(quantity)} is still held after session ${session} closed`),
    );
    source.subscribe('position.reducedByOthers', ({ instrument, quantity }, at) =>
      alarm(at, `${instrument}: others traded ${decimalText(quantity)} against what we hold`),
    );
    source.subscribe('clock.deadlineMissed', ({ owner, id, what, due }, at) =>
      alarm(at, `${what} of ${owner} ${id}, due at ${isoTime(due)}, was noticed too late`),
    );
    source.subscribe('market.dataMissing', ({ instrument, state }, at) =>
      alarm(at, `${instrument} has no live data (${state}), and something is held in it or wanted`),
    );
    source.subscribe('market.historyFailed', ({ instrument, detail }, at) =>
      alarm(at, `past bars of ${instrument} could not be read: ${detail}`),
    );
    source.subscribe('feed.wentStale', ({ feed, silence }, at) =>
      alarm(at, `nothing was heard of ${feed} for ${durationText(silence)}`),
    );
    source.subscribe('desk.exitWaiting', ({ about, why }, at) =>
      alarm(at, `leaving ${about} waits for the way to the broker: ${why}`),
    );
    source.subscribe('desk.notFlat', ({ detail }, at) =>
      alarm(at, `the kill switch has been used, and something is still there: ${detail}`),
    );
    source.subscribe('desk.recordFailed', ({ after, detail }, at) =>
      alarm(at, `the journal failed (${detail}): nothing beyond input ${after} is on record`),
    );
    source.subscribe('holding.drifted', ({ instrument }, at) => alarm(at, `${instrument} has drifted`));
    source.subscribe('holding.lacking', ({ instrument, quantity }, at) => {
      if (quantity > 0n) alarm(at, `the account lacks ${decimalText(quantity)} ${instrument} of what is held`);
    });
    source.subscribe('risk.limitBreached', ({ scope, limit, value, most }, at) =>
      alarm(at, `${scope} has reached ${limit}: ${value} against ${most}`),
    );
    source.subscribe('risk.oversized', ({ order, value, limit }, at) =>
      alarm(at, `order ${order} would be ${value}, above its limit of ${limit}`),
    );
    source.subscribe('group.overfilled', ({ group }, at) => alarm(at, `group ${group} overfilled`));
    source.subscribe('order.overfilled', ({ order }, at) => alarm(at, `order ${order} overfilled`));
    source.subscribe('order.disputed', ({ order, execution }, at) =>
      alarm(at, `execution ${execution} came for a second order, ${order}`),
    );
    source.subscribe('order.unaccounted', ({ order, code }, at) =>
      alarm(at, `nobody knows what became of order ${order}: ${code}`),
    );
    source.subscribe('statement.differs', ({ statement, instrument, code, stated, booked }, at) =>
      alarm(at, `${statement}: ${instrument} ${code}, ${stated || 'nothing'} stated and ${booked || 'nothing'} booked`),
    );
    source.subscribe('statement.cashDiffers', ({ statement, name, code, stated, booked }, at) =>
      alarm(at, `${statement}: ${name} ${code}, ${stated || 'nothing'} stated and ${booked || 'nothing'} booked`),
    );
    source.subscribe('order.doubled', ({ order }, at) => alarm(at, `order ${order} is at the broker twice`));
    source.subscribe('outbox.failed', ({ order, kind }, at) =>
      alarm(at, `the adapter failed at the ${kind} of order ${order}`),
    );
    source.subscribe('connection.accountWrong', ({ account, expected }, at) =>
      alarm(at, `logged in to ${account} instead of ${expected}`),
    );
    source.subscribe('desk.inputGivenUp', ({ detail }, at) => alarm(at, `an input found a fault of ours: ${detail}`));
    source.subscribe('desk.quarantined', ({ owner, id, detail }, at) =>
      alarm(at, `${owner} ${id} failed and is set apart: ${detail}`),
    );
  }
}
