/** The broker of the killed desk, as its engine sees it: the port, over the line. */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { orderTypes, timesInForce } from '../../src/orders.ts';
import type { Broker, BrokerFact, Clock } from '../../src/ports.ts';
import type { Answer, Ask } from './line.ts';
import { listen, say } from './line.ts';

export interface RemoteBroker extends Broker {
  /** Nothing that was asked is unanswered. */
  readonly isQuiet: boolean;
  /** Resolves with the next answer. */
  answered(): Promise<void>;
  positions(): Promise<NonNullable<Answer['positions']>>;
}

export async function connectTo(port: number, clock: Clock): Promise<RemoteBroker> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve) => socket.once('connect', resolve));
  let hear: (fact: BrokerFact) => void = () => undefined;
  const waiting: ((answer: Answer) => void)[] = [];
  let answered: (() => void)[] = [];
  listen<Answer>(socket, (answer) => {
    const next = waiting.shift();
    for (const fact of answer.facts) hear(fact);
    next?.(answer);
    const called = answered;
    answered = [];
    for (const call of called) call();
  });
  const request = (ask: Ask, then: (answer: Answer) => void = () => undefined): void => {
    waiting.push(then);
    say(socket, { at: clock.now(), ask });
  };
  return {
    abilities: { name: 'paper', orderTypes, timesInForce, parents: true, oca: true },
    connect(listener) {
      hear = listener;
      request({ do: 'connect' });
    },
    place: (order) => request({ do: 'place', order }),
    amend: (amendment) => request({ do: 'amend', amendment }),
    cancel: (order) => request({ do: 'cancel', order }),
    ask: (order) => request({ do: 'ask', order }),
    disconnect: () => request({ do: 'disconnect' }, () => socket.end()),
    hearMarket: (event) => request({ do: 'market', event }),
    get isQuiet() {
      return waiting.length === 0;
    },
    answered: () => new Promise((resolve) => answered.push(resolve)),
    positions: () =>
      new Promise((resolve) => request({ do: 'positions' }, (answer) => resolve(answer.positions ?? []))),
  };
}
