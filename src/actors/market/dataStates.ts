/**
 * What the market data of each instrument is, as its feed says it. What is not live may decide nothing that adds risk; where something is
 * held or wanted without it, somebody must look.
 */
import type { Event } from '../../events.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { DataState } from '../../marketStates.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

interface Told {
  readonly state: DataState;
  readonly usable: boolean;
  readonly detail: string;
}
/** What the alarm is measured by. */
export interface DataInterest {
  readonly isConnected: () => boolean;
  /** Instruments in which something is held, or on its way. */
  readonly held: () => readonly InstrumentId[];
}

export interface DataStates {
  readonly hear: Station<Event<'market.dataState'>>;
  readonly ready: Station<Event<'connection.ready'>>;
  readonly declined: Station<Event<'rule.declined'>>;
  /** Why nothing may add risk in an instrument; nothing where no feed tells of itself. */
  objection(instrument: InstrumentId): Refusal | null;
  /** An order was refused for want of data. */
  missed(instrument: InstrumentId, pass: Pass): void;
  /** What a feed has said; `undefined` where it does not tell. */
  of(instrument: InstrumentId): DataState | undefined;
}

export function createDataStates(owners: Owners, { isConnected, held }: DataInterest): DataStates {
  const own = owners.register('dataStates', 1);
  const states = own.records<InstrumentId, Told>('states');
  /** Of these it has been said that they lack data, since they had any. */
  const alarmed = own.records<InstrumentId, true>('alarmed');

  function alarm(instrument: InstrumentId, pass: Pass): void {
    const told = states.get(instrument);
    if (told === undefined || told.usable || told.state === 'unknown' || alarmed.has(instrument)) return;
    alarmed.set(instrument, true);
    pass.say({ type: 'market.dataMissing', instrument, state: told.state, detail: told.detail });
  }

  return {
    hear({ instrument, state, usable, detail }: Event<'market.dataState'>, pass: Pass) {
      states.set(instrument, { state, usable, detail });
      if (usable) alarmed.delete(instrument);
      // While the way to the broker is closed there is no data at all, and that is said.
      else if (isConnected() && held().includes(instrument)) alarm(instrument, pass);
    },
    ready(_event, pass: Pass) {
      for (const instrument of held()) alarm(instrument, pass);
    },
    declined({ instrument, code }: Event<'rule.declined'>, pass: Pass) {
      if (code === 'dataNotLive') alarm(instrument, pass);
    },
    objection(instrument) {
      const told = states.get(instrument);
      return told === undefined || told.usable ? null : refuse('dataNotLive', 'live', told.state);
    },
    missed: alarm,
    of: (instrument) => states.get(instrument)?.state,
  };
}
