/** The engine of a world, process by process: its journal fails, it goes on in an emergency, it ends, and another one goes on from what is left. */
import type { EventBus } from '../../src/actors/bus/eventBus.ts';
import { createEventBus } from '../../src/actors/bus/eventBus.ts';
import type { Engine } from '../../src/actors/engine/engine.ts';
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createMemoryJournal } from '../../src/adapters/journal/memoryJournal.ts';
import type { Chance } from '../../src/adapters/marketData/generatedRandom.ts';
import type { DeskConfiguration } from '../../src/configuration.ts';
import type { Broker, Clock, EmergencyNote, EmergencyNotes, Journal } from '../../src/ports.ts';
import type { FailingJournal } from '../support/failingJournal.ts';
import { createFailingJournal } from '../support/failingJournal.ts';

export interface ProcessParts {
  readonly configuration: DeskConfiguration;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly chance: Chance;
  /** Whether journals can fail at all. */
  readonly canFail: boolean;
}

export interface Processes {
  /** Of the process that runs now. */
  readonly engine: Engine;
  readonly journal: Journal;
  readonly notes: Notes;
  /** How often a journal has failed. */
  readonly failures: number;
  readonly isEmergency: boolean;
  /** The disk has begun to be slow, or has failed. */
  readonly isAiling: boolean;
  /** What waits for the disk from here on comes there no more, but for so many inputs. */
  stall(more: number): void;
  /** From here on nothing can be written. */
  fail(): void;
  /** The process ends without a word. */
  end(): void;
  /** Another one is rebuilt from what is on the disk; it has to be started. */
  recover(): Promise<void>;
}

export function createProcesses({ configuration, broker, clock, chance, canFail }: ProcessParts): Processes {
  const bus = createEventBus();
  const notes = new Notes(chance);
  let ending = { isOver: false };
  let failing: FailingJournal | undefined;
  let isEmergency = false;
  let isAiling = false;
  let failures = 0;
  let journal: Journal = fresh();
  let engine = made();

  function fresh(left = createMemoryJournal()): Journal {
    if (!canFail) return left;
    failing = createFailingJournal(chance.percent(50) ? 'append' : 'sync', left);
    return failing;
  }
  function made(): Engine {
    const emergency = canFail ? { emergency: notes } : {};
    return createEngine({ desk: configuration, broker, clock: until(clock, ending), journal, bus, ...emergency });
  }

  /** What was acknowledged is there; of what was on its way when the disk failed, any part. */
  async function left(): Promise<Journal> {
    const on = createMemoryJournal();
    const known = journal.durable();
    const more = chance.percent(50) ? 0 : chance.whole(0, 6);
    for await (const { envelope, commands } of journal.read(1)) {
      if (envelope.sequence > known + more) break;
      on.append(envelope);
      on.note(() => commands);
    }
    return on;
  }

  return {
    engine: current(bus, () => engine),
    get journal() {
      return journal;
    },
    notes,
    get failures() {
      return failures;
    },
    get isEmergency() {
      return isEmergency;
    },
    get isAiling() {
      return isAiling;
    },
    stall(more) {
      isAiling = true;
      failing?.stall(more);
    },
    fail() {
      isAiling = true;
      isEmergency = true;
      failures++;
      notes.begin();
      failing?.fail();
    },
    end() {
      ending.isOver = true;
      isEmergency = false;
      isAiling = false;
    },
    async recover() {
      ending = { isOver: false };
      journal = fresh(await left());
      engine = made();
      await engine.recover();
    },
  };
}

/** Time, as long as the process lives. */
const until = (clock: Clock, ending: { readonly isOver: boolean }): Clock => ({
  now: () => clock.now(),
  schedule: (at, rank, wake) => clock.schedule(at, rank, () => ending.isOver || wake()),
  onJump: () => undefined,
  play: () => Promise.reject(new Error('a world has no feeds')),
});

/** The engine that runs now, for those who hold on to one. */
const current = (bus: EventBus, engine: () => Engine): Engine => ({
  bus,
  get views() {
    return engine().views;
  },
  recover: () => engine().recover(),
  start: () => engine().start(),
  run: () => engine().run(),
  send: (command, asked) => engine().send(command, asked),
  note: (fact) => engine().note(fact),
  reload: (desk) => engine().reload(desk),
  recorded: () => engine().recorded(),
  hear: (event, source) => engine().hear(event, source),
  stop: (options) => engine().stop(options),
  hash: () => engine().hash(),
  save: () => engine().save(),
  sequence: () => engine().sequence(),
});

/** Notes on a disk that is full as well, in some emergencies: then now and then one can not be written. */
class Notes implements EmergencyNotes {
  readonly name = 'notes';
  /** All that was ever noted. */
  readonly written: EmergencyNote[] = [];
  readonly #chance: Chance;
  #pending: EmergencyNote[] = [];
  #isFull = false;

  constructor(chance: Chance) {
    this.#chance = chance;
  }
  begin(): void {
    this.#isFull = this.#chance.percent(30);
  }
  note(note: EmergencyNote): void {
    if (this.#isFull && this.#chance.percent(30)) throw new Error('no space is left');
    this.written.push(note);
    this.#pending.push(note);
  }
  pending(): readonly EmergencyNote[] {
    return [...this.#pending];
  }
  setAside(): void {
    this.#pending = [];
  }
}
