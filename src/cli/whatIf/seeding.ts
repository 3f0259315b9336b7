/**
 * Goes on from a branch of any record: the engine is rebuilt as after a restart, and the paper broker is begun with what the broker of the
 * record had, as far as it was told. For records to whose branch the paper broker does not come by itself.
 */
import { createEventBus } from '../../actors/bus/eventBus.ts';
import type { DeskDocument } from '../../actors/engine/core.ts';
import type { Engine } from '../../actors/engine/engine.ts';
import { createEngine } from '../../actors/engine/engine.ts';
import { replay } from '../../actors/engine/replay.ts';
import { retold } from '../../actors/engine/retelling.ts';
import type { EngineViews } from '../../actors/engine/views.ts';
import { createSimulatedClock } from '../../adapters/clock/simulatedClock.ts';
import { createMemoryJournal } from '../../adapters/journal/memoryJournal.ts';
import type { PaperState } from '../../adapters/paperBroker/book.ts';
import type { PaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { createPaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { createToldBook } from '../../adapters/paperBroker/toldBook.ts';
import { createRecorder } from '../../adapters/reports/recorder.ts';
import type { Report } from '../../adapters/reports/report.ts';
import { buildReport } from '../../adapters/reports/report.ts';
import type { Event } from '../../events.ts';
import type { AccountId, InstrumentId } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import { midpoint, plus, zero } from '../../money.ts';
import type { Journal, JournalRecord, MarketFact } from '../../ports.ts';
import { createCounterparts } from './counterparts.ts';
import type { PlayingOptions } from './playing.ts';
import { putIn } from './puttingIn.ts';

type Records = () => AsyncIterable<JournalRecord>;

/** Plays on from the branch; what the run came to. */
export async function playSeeded(options: PlayingOptions): Promise<Report> {
  const { records, survey, otherWords, from, hours, version } = options;
  const bus = createEventBus();
  const recorder = createRecorder(bus);
  const shown = new LastShown();
  let document = survey.document;
  bus.subscribe('desk.configured', (event) => {
    document = event.document as DeskDocument;
  });
  bus.subscribe('market', (event) => shown.hear(event));
  const then = await replay(records(), { bus, to: from });
  const { configuration: desk, abilities } = document;
  const clock = createSimulatedClock({ start: then.at });
  const { latency } = survey;
  const broker = createPaperBroker({
    clock,
    account: desk.account,
    hours,
    abilities,
    rules: { tick: desk.tick, ...(latency === undefined ? {} : { latency }) },
    state: await bookAt(from, desk.account, records),
  });
  shown.showTo(broker);
  const journal = await journalTo(from, records());
  const counterparts = createCounterparts({ desk: desk.name, journal, firstDifference: () => from + 1 });
  const hear = (event: Event, sequence?: number): void => putIn(engine, counterparts.of(event, sequence));
  const feeds = retold({ records, otherWords, behind: from, hear, isHeard: () => false });
  const engine: Engine = createEngine({ desk, broker, clock, journal: counterparts.journal, bus, feeds });
  await engine.run();
  recorder.finish();
  return buildReport({
    recording: recorder.recording,
    desk: desk.name,
    currency: desk.currency,
    account: engine.views.account(),
    openPositions: engine.views.openPositions(),
    stateHash: engine.hash(),
    sequence: engine.sequence(),
    version,
  });
}

/** The broker's book at the branch. What it says in one breath it has all done when it says the first of it. */
async function bookAt(branch: number, account: AccountId, records: Records): Promise<PaperState> {
  let to = branch;
  let branchedAt: number | undefined;
  for await (const { envelope } of records()) {
    if (envelope.sequence === branch) branchedAt = envelope.at;
    if (envelope.sequence <= branch) continue;
    if (envelope.source !== 'broker' || envelope.at !== branchedAt) break;
    to = envelope.sequence;
  }
  const bus = createEventBus();
  const book = createToldBook(bus);
  const { views } = await replay(records(), { bus, to });
  return book.state({ account, cash: views.account().cash, positions: heldIn(views) });
}

/** By our books and what is not ours: what the broker may have told last need not have been all. */
function heldIn(views: EngineViews): PaperState['positions'] {
  return views
    .holdings()
    .map(({ instrument, booked, foreign }) => {
      const quote = views.quote(instrument);
      const mark = quote === undefined ? (zero as Price) : midpoint(quote.bid, quote.ask);
      return { instrument, quantity: plus(booked, foreign), mark };
    })
    .filter(({ quantity }) => quantity !== 0n);
}

/** What was shown of each instrument last. */
class LastShown {
  readonly #quotes = new Map<InstrumentId, MarketFact>();
  readonly #trades = new Map<InstrumentId, MarketFact>();

  hear(event: Event): void {
    if (event.type === 'market.quote') this.#quotes.set(event.instrument, event);
    if (event.type === 'market.trade') this.#trades.set(event.instrument, event);
    if (event.type === 'market.quoteBar') {
      const { instrument, bidClose: bid, askClose: ask, bidSize, askSize } = event;
      this.#quotes.set(instrument, { type: 'market.quote', instrument, bid, ask, bidSize, askSize });
    }
    if (event.type === 'market.bar' && event.volume > 0n) {
      const { instrument, close, volume } = event;
      this.#trades.set(instrument, { type: 'market.trade', instrument, price: close, size: volume as Quantity });
    }
  }

  /** A bar is no more than where it ended: on its way there everything has happened already. */
  showTo(broker: Pick<PaperBroker, 'hearMarket'>): void {
    for (const shown of [...this.#quotes.values(), ...this.#trades.values()]) broker.hearMarket(shown);
  }
}

/** A journal that holds the record up to the branch, and takes what follows. */
async function journalTo(branch: number, records: AsyncIterable<JournalRecord>): Promise<Journal> {
  const journal = createMemoryJournal();
  for await (const { envelope, commands } of records) {
    if (envelope.sequence > branch) break;
    journal.append(envelope);
    journal.note(() => commands);
  }
  return journal;
}
