/**
 * The deciding core: one envelope in, one atomic pass, everything that follows out. It knows no clock, no broker and no disk, so the
 * live engine and a replay run the very same code.
 *
 * A pass: hear the input, then every message that follows from it, first in first out; when nothing is left, commit. If an actor
 * throws, everything is undone, the actor is set apart, and the pass runs again without it. If anything else throws, everything is
 * undone and the input given up.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Envelope } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event, EventType } from '../../events.ts';
import { eventTypes } from '../../events.ts';
import type { Timestamp } from '../../identifiers.ts';
import type { BrokerAbilities, CommandRecord } from '../../ports.ts';
import { Agenda } from '../agenda.ts';
import type { ActorKind } from '../desk/charts.ts';
import type { Owners, SavedState } from '../owners.ts';
import { createOwners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { RuleSet } from '../rules/rules.ts';
import { ruleSetInTurns } from '../rules/rules.ts';
import { ActorFailure, QUARANTINE_BUDGET } from '../supervision.ts';
import { routesOf, stationsOf } from './routes.ts';
import type { Stations } from './stations.ts';
import { createStations } from './stations.ts';

/** What a desk is made of, as `desk.configured` records it. */
export interface DeskDocument {
  readonly configuration: DeskConfiguration;
  readonly abilities: BrokerAbilities;
}

export interface CoreOptions extends DeskDocument {
  /** Hears every message of a pass that was committed, the input first. */
  readonly publish: (message: Event, envelope: Envelope, index: number) => void;
}

/** What a pass left to be done in the world. */
export interface PassResult {
  /** The commands it emitted, in order; `null` when there are none. Their hashes cost, so they are made when asked for. */
  readonly commands: (() => readonly CommandRecord[]) | null;
  /** Actors that failed and were set apart, in that order. */
  readonly failures: readonly ActorFailure[];
  /** Why the input was given up: something other than an actor failed on it, and nothing of it was done. */
  readonly givenUp: string | null;
}

export interface Core {
  readonly owners: Owners;
  readonly stations: Stations;
  readonly document: DeskDocument;
  /** Goes on from the state of another core, under the document of this one. */
  takeOver(state: SavedState): void;
  /** Goes on under another document, which differs in rules, indicators and limits alone. */
  reconfigure(next: Prepared): void;
  /** Runs the pass of an envelope; `apart` are actors that the record says failed on it. @throws `quarantineBudget`, `agendaOverrun` */
  process(envelope: Envelope, apart?: readonly Event<'desk.quarantined'>[]): PassResult;
  /** Passes an envelope over that the record says was given up: it is published, and nothing is done. */
  passOver(envelope: Envelope, apart: readonly Event<'desk.quarantined'>[]): void;
}

/** The pass at hand: one object for all passes, filled anew for each. */
class CurrentPass implements Pass {
  at = 0 as Timestamp;
  sequence = 0;
  correlation = 0;
  readonly #agenda: Agenda;
  readonly #desk: string;
  #names = 0;

  constructor(agenda: Agenda, desk: string) {
    this.#agenda = agenda;
    this.#desk = desk;
  }
  begin(envelope: Envelope): void {
    this.at = envelope.at;
    this.sequence = envelope.sequence;
    this.correlation = envelope.correlation;
    this.#names = 0;
    this.#agenda.clear();
    this.#agenda.add(envelope.data);
  }
  get index(): number {
    return this.#agenda.index;
  }
  say(message: Event): void {
    this.#agenda.add(message);
  }
  name<Id extends string>(): Id {
    this.#names++;
    return `${this.#desk}-${this.sequence}.${this.#names}` as Id;
  }
}

/** A document that can be taken in the place of the one that holds, between two envelopes. */
export interface Prepared {
  readonly configuration: DeskConfiguration;
  readonly rules: RuleSet;
}

/** @throws `deskFileWrong` for a condition that is none */
export const prepared = async (configuration: DeskConfiguration): Promise<Prepared> => ({
  configuration,
  rules: await ruleSetInTurns(configuration),
});

export function createCore({ configuration: first, abilities, publish }: CoreOptions): Core {
  let now = first; // not state: the document, kept by the cell below
  /** What may be configured otherwise while the desk runs is read where it is needed. */
  const configuration: DeskConfiguration = {
    ...first,
    get rules() {
      return now.rules;
    },
    get indicators() {
      return now.indicators;
    },
    get risk() {
      return now.risk;
    },
    get losses() {
      return now.losses;
    },
  };
  const agenda = new Agenda();
  const pass = new CurrentPass(agenda, configuration.name);
  const owners = createOwners();
  const document = owners
    .register('configuration', 1)
    .cell<DeskDocument>('document', { configuration: first, abilities });
  const stations = createStations(owners, configuration, abilities, (message) => agenda.add(message));
  const { registry, outbox } = stations;
  const routes = routesOf(stations);
  const pathOf = () =>
    new Map<EventType, readonly Station[]>(eventTypes.map((type) => [type, stationsOf(type, routes, stations)])); // not state: the way of each type
  let path = pathOf(); // not state: the way of each type

  /** Hears everything on the agenda, and the desk itself; losses are weighed when nothing is left, and all figures stand. */
  function run(envelope: Envelope): void {
    pass.begin(envelope);
    stations.losses.turn(pass);
    do {
      for (let message = agenda.next(); message !== undefined; message = agenda.next()) {
        const stops = path.get(message.type);
        if (stops === undefined) continue;
        for (let index = 0; index < stops.length; index++) stops[index]?.(message, pass);
      }
    } while (registry.deliverToDesk() || stations.losses.weigh(pass));
  }

  function setApart(kind: ActorKind, id: string, sequence: number): void {
    registry.quarantine(kind, id, sequence);
    owners.commit();
  }

  /**
   * Runs the pass until no actor fails; each that does is set apart first. What else fails is a fault of ours that this input has found:
   * the input is given up whole, and the desk goes on without it.
   */
  function settle(envelope: Envelope): Pick<PassResult, 'failures' | 'givenUp'> {
    const failures: ActorFailure[] = [];
    for (let error = attempt(envelope); error !== null; error = attempt(envelope)) {
      if (!(error instanceof ActorFailure)) return { failures, givenUp: giveUp(envelope, error) };
      failures.push(error);
      if (failures.length > QUARANTINE_BUDGET) throw beyondBudget(error);
      setApart(error.kind, error.id, envelope.sequence);
    }
    return { failures, givenUp: null };
  }

  /** Runs the pass; what fails in it is returned, with everything undone. @throws broken invariants of the engine itself */
  function attempt(envelope: Envelope): Error | null {
    try {
      run(envelope);
      return null;
    } catch (error) {
      owners.rollback();
      if (error instanceof OrdermatonError) throw error;
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** Only the input itself is left of the pass. */
  function giveUp(envelope: Envelope, { message }: Error): string {
    pass.begin(envelope);
    agenda.next();
    return message;
  }

  return {
    owners,
    stations,
    get document() {
      return document.get();
    },
    takeOver(state) {
      owners.restore(state);
      stations.carriedOver(document.get().configuration, now);
      document.set({ configuration: now, abilities });
      owners.commit();
    },
    reconfigure({ configuration: next, rules }) {
      const before = now;
      now = next;
      stations.rules.use(rules);
      stations.carriedOver(before, next);
      document.set({ configuration: next, abilities });
      owners.commit();
      path = pathOf();
    },
    process(envelope, apart = []) {
      for (const { owner, id, sequence } of apart) setApart(owner as ActorKind, id, sequence);
      const { failures, givenUp } = settle(envelope);
      owners.commit();
      const commands = outbox.takeRecords();
      const heard = agenda.heard;
      for (let index = 0; index < heard.length; index++) publish(heard[index] as Event, envelope, index);
      return { commands, failures, givenUp };
    },
    passOver(envelope, apart) {
      for (const { owner, id, sequence } of apart) setApart(owner as ActorKind, id, sequence);
      publish(envelope.data, envelope, 0);
    },
  };
}

const beyondBudget = ({ kind, id, message }: ActorFailure): OrdermatonError =>
  new OrdermatonError('quarantineBudget', { limit: QUARANTINE_BUDGET, actor: `${kind}/${id}`, problem: message });
