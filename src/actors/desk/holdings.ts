/** Brings what the broker says it holds, and what our books booked, to the holding of the account and instrument. */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { AccountId, InstrumentId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { zero } from '../../money.ts';
import type { BrokerSnapshot } from '../../plans.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';
import type { Registry } from './registry.ts';

type Heard = Event<
  | 'holding.booked'
  | 'holding.external'
  | 'holding.adopted'
  | 'holding.released'
  | 'holding.split'
  | 'holding.reconcile'
  | 'broker.position'
>;

export interface Holdings {
  readonly hear: Station<Heard>;
  /** All that the broker holds: what is not in it, is not there. */
  readonly enumerated: Station<Event<'broker.snapshot'>>;
  /** While the way to the broker is closed nothing more is believed of what it said. */
  readonly line: Station<Event<'connection.stateChanged'>>;
}

export interface HoldingParts {
  readonly owners: Owners;
  readonly registry: Registry;
  readonly configuration: Pick<DeskConfiguration, 'patience'>;
  readonly isConnected: () => boolean;
}

export function createHoldings({ owners, registry, configuration, isConnected }: HoldingParts): Holdings {
  const { patience } = configuration;
  const own = owners.register('holdings', 1);
  const isEnumerated = own.cell('isEnumerated', false);
  /** In which pass each was first reported: what was executed before that is in it. */
  const firstIn = own.records<string, number>('firstIn');
  /** In which pass a list of all that is held last told of each: what was executed before that, and is told with it, is in it too. */
  const listedIn = own.records<string, number>('listedIn');

  function holdingOf(account: AccountId, instrument: InstrumentId, reported: Quantity | null): string {
    const id = `${account}/${instrument}`;
    if (!registry.has('holding', id))
      registry.create('holding', id, { account, instrument, reported, patience, isAway: !isConnected() });
    return id;
  }

  /** Everything that is held, as far as anybody knows, or was traded by an execution of the list. */
  const heardOf = ({ account, executions }: BrokerSnapshot): readonly InstrumentId[] => [
    ...registry
      .list('holding')
      .filter(([, { context }]) => context.account === account)
      .map(([, { context }]) => context.instrument),
    ...executions.flatMap(({ instrument }) => (instrument === undefined ? [] : [instrument])),
  ];

  /** What the snapshot says is held. Of what a complete one does not list nothing is held. */
  function reportedBy(snapshot: BrokerSnapshot): ReadonlyMap<InstrumentId, Quantity> {
    const unlisted = snapshot.complete ? heardOf(snapshot).map((instrument) => [instrument, zero] as const) : [];
    return new Map([
      ...unlisted,
      ...snapshot.positions.map(({ instrument, quantity }) => [instrument, quantity] as const),
    ]);
  }

  return {
    hear(event: Heard, { sequence }: Pass) {
      const holding = holdingOf(event.account, event.instrument, isEnumerated.get() ? zero : null);
      if (event.type === 'holding.external' && firstIn.get(holding) === sequence) return;
      const isTrade = event.type === 'holding.booked' || event.type === 'holding.external';
      const isListed = isTrade && listedIn.get(holding) === sequence;
      registry.hear('holding', holding, isListed ? { ...event, listed: true } : event);
    },
    enumerated({ snapshot }: Event<'broker.snapshot'>, pass: Pass) {
      const { account } = snapshot;
      for (const [instrument, quantity] of reportedBy(snapshot)) {
        const holding = holdingOf(account, instrument, isEnumerated.get() ? zero : null);
        if (registry.snapshot('holding', holding)?.context.reported === null) firstIn.set(holding, pass.sequence);
        listedIn.set(holding, pass.sequence);
        pass.say({ type: 'broker.position', account, instrument, quantity });
      }
      if (snapshot.complete) isEnumerated.set(true);
    },
    line(event: Event<'connection.stateChanged'>) {
      for (const [holding] of registry.list('holding')) registry.hear('holding', holding, event);
    },
  };
}
