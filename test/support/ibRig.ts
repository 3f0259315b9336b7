/** The adapter of Interactive Brokers over a real socket, with time that a test lets pass and a peer that it scripts. */
import { onTestFinished } from 'vitest';
import type { SimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import type { InteractiveBrokersOptions } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { createMemoryIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import type { OrdermatonError } from '../../src/errors.ts';
import type { AccountId, ApprovalId, CommandId, OrderId } from '../../src/identifiers.ts';
import { later, seconds, timestamp } from '../../src/identifiers.ts';
import type { Amendment, OrderTerms } from '../../src/orders.ts';
import type { ApprovedAmendment, ApprovedOrder, BrokerFact } from '../../src/ports.ts';
import { terms } from './orders.ts';
import type { PeerState, TwsPeer } from './twsPeer.ts';
import { startPeer } from './twsPeer.ts';

const COMMAND = 'c' as CommandId;

/** Lets the sockets of this process work until something holds; `what` says what, where it never does. */
export async function until(holds: () => boolean, what: () => string = () => 'it'): Promise<void> {
  for (let turns = 0; !holds(); turns++) {
    if (turns > 200_000) throw new Error(`${what()} never came to hold`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets the sockets work for a while, to see that nothing comes. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export interface IbRig {
  readonly peer: TwsPeer;
  readonly broker: ReturnType<typeof createInteractiveBrokers>;
  readonly clock: SimulatedClock;
  readonly facts: readonly BrokerFact[];
  readonly problems: readonly { readonly code: string; readonly isFinal: boolean }[];
  connect(): void;
  /** Connected, and all that the broker has has been read. */
  ready(): Promise<void>;
  said<T extends BrokerFact['type']>(type: T): readonly Extract<BrokerFact, { type: T }>[];
  types(): readonly string[];
  /** What was said since this was last called, once all that is on its way has arrived. */
  news(): Promise<readonly BrokerFact[]>;
  pass(count: number): void;
  place(order: string, over?: Partial<OrderTerms>): void;
  amend(order: string, change: Amendment): void;
  cancel(order: string): void;
  ask(order: string): void;
}

export async function ibRig(
  over: Partial<InteractiveBrokersOptions> = {},
  state: Partial<PeerState> = {},
): Promise<IbRig> {
  const peer = await startPeer(state);
  const clock = createSimulatedClock({ start: timestamp('2026-11-23T15:00:00Z') });
  const facts: BrokerFact[] = [];
  const problems: { code: string; isFinal: boolean }[] = [];
  const broker = createInteractiveBrokers({
    ...{ host: '127.0.0.1', port: peer.port, clientId: 1, account: 'DU1' as AccountId, mode: 'paper', clock },
    ...{ ids: createMemoryIdStore(), chance: () => 0.5 },
    onProblem: ({ code }: OrdermatonError, isFinal) => problems.push({ code, isFinal }),
    ...over,
  });
  onTestFinished(async () => {
    broker.disconnect();
    await peer.close();
  });
  let [seen, barriers] = [0, 0];
  const rig: IbRig = {
    peer,
    broker,
    clock,
    facts,
    problems,
    connect: () => broker.connect((fact) => facts.push(fact)),
    async ready() {
      rig.connect();
      await until(() => rig.said('broker.snapshot').length > 0);
      seen = facts.length;
    },
    said: <T extends BrokerFact['type']>(type: T) =>
      facts.filter((fact): fact is Extract<BrokerFact, { type: T }> => fact.type === type),
    types: () => facts.map(({ type }) => type),
    async news() {
      // A question is answered behind all that was said before it, and asked behind all that was written before it. The second one is
      // answered behind what the adapter has asked by itself meanwhile.
      for (const _round of [1, 2]) {
        rig.pass(1.1); // questions of the last second leave room for more
        const barrier = `barrier-${barriers++}` as OrderId;
        broker.ask(barrier, COMMAND);
        await until(() => facts.some((fact) => fact.type === 'broker.orderAbsent' && fact.order === barrier));
      }
      clock.advance(clock.now());
      const fresh = facts.slice(seen);
      seen = facts.length;
      return fresh.filter(
        (fact) => fact.type !== 'broker.account' && !('order' in fact && fact.order.startsWith('barrier-')),
      );
    },
    pass: (count) => clock.advance(later(clock.now(), seconds(count))),
    place: (order, given = {}) =>
      broker.place(
        {
          order: order as OrderId,
          approval: 'a' as ApprovalId,
          terms: terms({ account: 'DU1' as AccountId, ...given }),
        } as ApprovedOrder,
        COMMAND,
      ),
    amend: (order, change) =>
      broker.amend({ order: order as OrderId, approval: 'a' as ApprovalId, change } as ApprovedAmendment, COMMAND),
    cancel: (order) => broker.cancel(order as OrderId, COMMAND),
    ask: (order) => broker.ask(order as OrderId, COMMAND),
  };
  return rig;
}
