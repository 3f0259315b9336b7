/** One simulated world: the whole engine, a paper broker behind a faulty wire, a clock, and the streams of chance that move them. */
import type { Engine } from '../../src/actors/engine/engine.ts';
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';
import { createChance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { PaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import type { DeskConfiguration } from '../../src/configuration.ts';
import type { OrderId } from '../../src/identifiers.ts';
import { later, MICROSECONDS, timestamp } from '../../src/identifiers.ts';
import type { Amendment, OrderTerms } from '../../src/orders.ts';
import type { Broker, Journal, MarketFact } from '../../src/ports.ts';
import type { FaultMix } from './faults.ts';
import type { ActionCounts } from './issuers.ts';
import { createIssuers, noActions } from './issuers.ts';
import { createPrices, instruments } from './prices.ts';
import type { Processes } from './processes.ts';
import { createProcesses } from './processes.ts';
import { Wire } from './wire.ts';
import type { Workload } from './workload.ts';
import { createWorkload, deskDocument } from './workload.ts';

const START = timestamp('2025-03-03T15:00:00Z');
/** How many orders a user remembers. */
const MEMORY = 12;
/** Longer than every patience of the desk. */
const RESTING_MINUTES = 6;

export interface World {
  readonly engine: Engine;
  readonly wire: Wire;
  readonly paper: PaperBroker;
  readonly clock: SimulatedClock;
  /** Of the process that runs now. */
  readonly journal: Journal;
  readonly processes: Processes;
  /** The engine as it reaches the broker: whoever judges looks here at what leaves. */
  readonly exit: Watched;
  readonly configuration: DeskConfiguration;
  /** What issuers have done. */
  readonly actions: ActionCounts;
  /** Connects, and shows a first quote of everything. */
  begin(): void;
  /** One thing happens, and some time passes. */
  step(): void;
  /** Nobody does anything and nothing fails any more, until all that was on its way has arrived. */
  rest(): void;
  /** The desk is told to leave everything and to stop; then it rests. */
  end(): void;
  /** The process ends, the market goes on, and another process is rebuilt from what is on record. */
  goAway(): Promise<void>;
  /** That process starts. */
  comeBack(): void;
}

/** What leaves for the broker. */
export type Left =
  | { readonly kind: 'place'; readonly order: OrderId; readonly terms: OrderTerms }
  | { readonly kind: 'amend'; readonly order: OrderId; readonly change: Amendment }
  | { readonly kind: 'cancel'; readonly order: OrderId };
interface Watched {
  watch: (left: Left) => void;
}

export function createWorld(seed: number, mix: FaultMix, canFail = false): World {
  const clock = createSimulatedClock({ start: START });
  const paper = createPaperBroker({ clock });
  const actions = noActions();
  const wire = new Wire({ paper, clock, chance: createChance(seed, 'faults'), mix, actions });
  const configuration = parseDesk(deskDocument);
  const exit: Watched = { watch: () => undefined };
  const broker = watched(wire, exit);
  const processes = createProcesses({ configuration, broker, clock, chance: createChance(seed, 'processes'), canFail });
  const { engine } = processes;
  const prices = createPrices(createChance(seed, 'prices'));
  const known: OrderId[] = [];
  engine.bus.subscribe('order.place', ({ order, links }) => {
    if (links.role === 'foreign') wire.record.forOthers.add(order);
  });
  engine.bus.subscribe('order.sent', ({ order }) => {
    known.push(order);
    if (known.length > MEMORY) known.shift();
  });
  const workload: Workload = createWorkload({
    engine,
    chance: createChance(seed, 'workload'),
    prices,
    orders: () => known,
    now: () => clock.now(),
  });
  const chance = createChance(seed, 'time');
  const pass = (milliseconds: number, microseconds = 0): void =>
    clock.advance(later(clock.now(), milliseconds * MICROSECONDS.millisecond + microseconds));
  const issuers = createIssuers({
    engine,
    chance: createChance(seed, 'issuers'),
    prices,
    record: wire.record,
    counts: actions,
    pass,
    tellToo: (action) => wire.tellToo(action),
    happen: (action) => wire.happen(action),
    payFraction: (instrument, fraction) => wire.payFraction(instrument, fraction),
  });
  const showAll = (): void => {
    for (const instrument of instruments) engine.hear(prices.deep(instrument), 'market');
  };

  function rest(begin: () => void = () => undefined): void {
    wire.calm();
    pass(1_000);
    begin();
    for (let half = 0; half < RESTING_MINUTES * 2; half++) {
      pass(30_000);
      showAll();
    }
    pass(30_000);
    wire.unsettle();
  }

  return {
    engine,
    wire,
    paper,
    clock,
    get journal() {
      return processes.journal;
    },
    processes,
    exit,
    configuration,
    actions,
    begin() {
      engine.start();
      pass(0);
      showAll();
    },
    step() {
      // What is not on record a desk can not know of: a split that was told in an emergency would be one.
      if (!processes.isAiling) issuers();
      workload();
      wire.stir(instruments);
      pass(pauseOf(chance));
    },
    rest: () => rest(),
    end: () => rest(() => engine.stop({ flatten: true, why: 'the end' })),
    async goAway() {
      processes.end();
      wire.leave();
      for (let moves = chance.whole(1, 5); moves > 0; moves--) {
        pass(chance.whole(1_000, 4_000));
        for (const instrument of instruments) wire.hearMarket(prices.next(instrument) as MarketFact);
      }
      await processes.recover();
    },
    comeBack() {
      engine.start();
      pass(0);
      showAll();
    },
  };
}

/** The same broker, seen by somebody. */
const watched = (broker: Broker, exit: Watched): Broker => ({
  abilities: broker.abilities,
  connect: (hear) => broker.connect(hear),
  disconnect: () => broker.disconnect(),
  ask: (order, command) => broker.ask(order, command),
  hearMarket: (event) => broker.hearMarket?.(event),
  place(approved, command) {
    exit.watch({ kind: 'place', order: approved.order, terms: approved.terms });
    broker.place(approved, command);
  },
  amend(approved, command) {
    exit.watch({ kind: 'amend', order: approved.order, change: approved.change });
    broker.amend(approved, command);
  },
  cancel(order, command) {
    exit.watch({ kind: 'cancel', order });
    broker.cancel(order, command);
  },
});

/** Often no time at all, mostly a moment, sometimes long enough for deadlines. */
function pauseOf(chance: Chance): number {
  if (chance.percent(25)) return 0;
  return chance.percent(92) ? chance.whole(1, 1_500) : chance.whole(1_500, 20_000);
}
