/**
 * Reversals: what is held is left at once, and what is to be opened the other way is decided when nothing is held any more. Whatever else
 * leaves the position meanwhile, or halts, means more than the rule did: then nothing is opened.
 */
import type { DeskConfiguration, ReverseIntent } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId, RuleId, SignalId, Timestamp } from '../../identifiers.ts';
import { later } from '../../identifiers.ts';
import { magnitude } from '../../money.ts';
import type { OpenIntent } from '../../plans.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Books } from '../desk/books.ts';
import type { Registry } from '../desk/registry.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

/** What is to be opened once an instrument is left. */
interface Reversal {
  readonly rule: RuleId;
  readonly signal?: SignalId;
  readonly intent: OpenIntent;
  /** Left later than this, nothing is opened: the decision is too old. */
  readonly until: Timestamp;
}

type Ended = Event<'position.closed' | 'position.abandoned'>;
type Left = Event<'desk.close' | 'desk.flatten'>;

export interface Reversals {
  begin(event: Event<'rule.triggered'>, intent: ReverseIntent, pass: Pass): Refusal | null;
  /** A position is over: where it was the last of its instrument, the other way is opened. */
  readonly ended: Station<Ended>;
  /** A person leaves an instrument, or everything. */
  readonly left: Station<Left>;
  /** Nothing is to be opened any more, whatever is under way. */
  readonly stopped: Station;
  /** Another rule leaves the instrument, or everything. */
  giveUp(instrument: InstrumentId | null, why: string, pass: Pass): void;
}

export interface ReversalParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly books: Books;
  readonly configuration: DeskConfiguration;
  readonly close: (instrument: InstrumentId, why: string, pass: Pass) => Refusal | null;
  readonly open: (instrument: InstrumentId, intent: OpenIntent, pass: Pass) => Refusal | null;
}

export function createReversals({ owners, registry, books, configuration, close, open }: ReversalParts): Reversals {
  const { book, patience } = configuration;
  const pending = owners.register('reversals', 1).records<InstrumentId, Reversal>('pending');

  function decline(instrument: InstrumentId, { rule, signal }: Reversal, refusal: Refusal, pass: Pass): void {
    const { code, value: detail } = refusal;
    pass.say({ type: 'rule.declined', rule, instrument, code, detail, ...(signal === undefined ? {} : { signal }) });
  }

  function giveUp(instrument: InstrumentId | null, why: string, pass: Pass): void {
    for (const [each, reversal] of pending.ordered()) {
      if (instrument !== null && instrument !== each) continue;
      pending.delete(each);
      decline(each, reversal, refuse('reversalGivenUp', '', why), pass);
    }
  }

  return {
    begin({ rule, instrument, signal }, intent, pass) {
      const position = books.positionsOf(book, instrument).at(-1);
      const snapshot = position === undefined ? undefined : registry.snapshot('position', position);
      if (snapshot === undefined || snapshot.context.quantity === 0n) return refuse('noPosition');
      if (!snapshot.hasTag('isOpen')) return refuse('positionBusy');
      const { quantity } = snapshot.context;
      const about = signal === undefined ? {} : { signal };
      pending.set(instrument, {
        ...{ rule, ...about },
        intent: {
          sizing: { by: 'quantity', quantity: magnitude(quantity) },
          ...intent,
          side: quantity > 0n ? 'short' : 'long',
        },
        until: later(pass.at, patience.exit),
      });
      const refusal = close(instrument, rule, pass);
      if (refusal !== null) pending.delete(instrument);
      return refusal;
    },
    ended({ position }: Ended, pass: Pass) {
      const context = registry.snapshot('position', position)?.context;
      if (context === undefined || context.book !== book) return;
      const { instrument } = context;
      const reversal = pending.get(instrument);
      if (reversal === undefined || books.positionsOf(book, instrument).length > 0) return;
      pending.delete(instrument);
      const refusal =
        pass.at > reversal.until
          ? refuse('reversalGivenUp', '', 'it took too long to leave')
          : open(instrument, reversal.intent, pass);
      if (refusal !== null) decline(instrument, reversal, refusal, pass);
    },
    left(event: Left, pass: Pass) {
      if (pending.size === 0) return;
      if (event.type === 'desk.flatten') return giveUp(null, event.type, pass);
      // What a position says itself, to be priced anew, is the reversal under way.
      if (pass.index === 0 && event.book === book) giveUp(event.instrument, event.type, pass);
    },
    stopped({ type }: Event, pass: Pass) {
      if (pending.size > 0) giveUp(null, type, pass);
    },
    giveUp,
  };
}
