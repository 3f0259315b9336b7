/**
 * The broker of the killed desk, a process of its own: a paper broker behind a socket, with its book in a file. Time is what the last
 * request says. It outlives every engine, and counts what it was told to place.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSimulatedClock } from '../../src/adapters/clock/simulatedClock.ts';
import { createPaperBroker } from '../../src/adapters/paperBroker/paperBroker.ts';
import { encode } from '../../src/codec.ts';
import type { CommandId, OrderId, Timestamp } from '../../src/identifiers.ts';
import type { BrokerFact, MarketFact } from '../../src/ports.ts';
import type { Request } from './line.ts';
import { listen, say } from './line.ts';
import { START } from './workload.ts';

const [book = ''] = process.argv.slice(2);
const clock = createSimulatedClock({ start: START });
const paper = createPaperBroker({ clock, rules: { latency: 0 } });
const placed = new Map<OrderId, number>();
const seen = new Map<string, number>();
let facts: BrokerFact[] = [];
const NOT_NEEDED = '' as CommandId;

/** An engine that was killed before it wrote a quote down tells of it again. */
function hearMarket(event: MarketFact, at: number): void {
  if ((seen.get(event.instrument) ?? 0) >= at) return;
  seen.set(event.instrument, at);
  paper.hearMarket(event);
}

/** What was heard of an engine that was killed may lie ahead of the one that goes on: time never goes back here, and all that is due happens. */
function act({ at, ask }: Request): void {
  const now = Math.max(at, clock.now()) as Timestamp;
  clock.advance(now);
  switch (ask.do) {
    case 'connect':
      paper.connect((fact) => facts.push(fact));
      break;
    case 'disconnect':
      paper.disconnect();
      break;
    case 'place':
      placed.set(ask.order.order, (placed.get(ask.order.order) ?? 0) + 1);
      paper.place(ask.order, NOT_NEEDED);
      break;
    case 'amend':
      paper.amend(ask.amendment, NOT_NEEDED);
      break;
    case 'cancel':
      paper.cancel(ask.order, NOT_NEEDED);
      break;
    case 'ask':
      paper.ask(ask.order, NOT_NEEDED);
      break;
    case 'market':
      hearMarket(ask.event, at);
      break;
    case 'positions':
      break;
  }
  clock.advance(now);
}

/** This process is not killed: the book need not be synced, only whole. */
function keepBook(): void {
  writeFileSync(`${book}.part`, encode(paper.save()));
  renameSync(`${book}.part`, book);
}

const positions = () => paper.save().positions.map(({ instrument, quantity }) => [instrument, quantity] as const);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('close', () => paper.disconnect());
  listen<Request>(socket, (request) => {
    act(request);
    const said = facts;
    facts = [];
    const isQuestion = request.ask.do === 'positions';
    if (said.length > 0 || request.ask.do !== 'market') keepBook();
    if (socket.writable) say(socket, { facts: said, ...(isQuestion ? { positions: positions() } : {}) });
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as { port: number }).port }));
process.on('message', (message) => {
  if (message !== 'count') return;
  process.send?.({ twice: [...placed].filter(([, count]) => count > 1).map(([order]) => order), placed: placed.size });
});
process.on('disconnect', () => process.exit());
