/** What may be put in from outside: the commands of a user, and what a market, a signal source or a calendar says. */
import type { Source } from '../../envelope.ts';
import { OrdermatonError } from '../../errors.ts';
import type { Event, EventType } from '../../events.ts';
import { isFeedNews } from '../market/feedNews.ts';
import { isSessionEvent } from '../market/sessions.ts';

/** What a user, a page or a program may ask for. Everything else enters through an adapter or follows from what has entered. */
const userCommands = [
  'desk.open',
  'desk.close',
  'desk.add',
  'desk.reduce',
  'desk.convert',
  'desk.flatten',
  'desk.cancelAccount',
  'desk.flattenAccount',
  'desk.place',
  'desk.group',
  'desk.amend',
  'desk.cancel',
  'desk.drain',
  'desk.emergency',
  'desk.recover',
  'desk.promote',
  'desk.demote',
  'desk.stop',
  'position.protect',
  'rule.arm',
  'rule.disarm',
  'risk.reduce',
  'risk.halt',
  'risk.resume',
  'holding.reconcile',
  'holding.bookTrade',
  'holding.adopt',
  'holding.release',
  'holding.confirmSplit',
  'holding.settleFraction',
  'order.adopt',
  'order.conclude',
  'statement.import',
] as const satisfies readonly EventType[];
export type UserCommand = Event<(typeof userCommands)[number]>;

/** Who asks for a command, why, and on what it was decided. */
export type Asked = Omit<Event<'control.asked'>, 'type' | 'event'>;

/** What is put on record of those who command, where no command comes of it. */
const controlFacts = [
  'control.refused',
  'control.armed',
  'control.armRefused',
  'control.disarmed',
  'control.acknowledged',
] as const satisfies readonly EventType[];
export type ControlFact = Event<(typeof controlFacts)[number]>;

const marketEvents: readonly string[] = [
  'market.quote',
  'market.trade',
  'market.bar',
  'market.quoteBar',
  'market.split',
  'market.dividend',
];

/** What a source of signals says of itself. */
const feedFacts: readonly string[] = ['feed.opened', 'feed.answered', 'feed.failed', 'feed.refused', 'feed.closed'];

/** What may be put in from outside, by where it comes from. */
export type Door = 'market' | 'clock' | 'signal' | 'user';

/** Where an event of a type may be put in; nowhere for what a broker says and for what follows. */
export function doorOf(type: string): Door | undefined {
  if (marketEvents.includes(type) || isFeedNews(type)) return 'market';
  if (isSessionEvent(type)) return 'clock';
  if (type.startsWith('signal.') || feedFacts.includes(type)) return 'signal';
  return (userCommands as readonly string[]).includes(type) ? 'user' : undefined;
}

/** @throws `badEvent` */
export function assertCommand(command: UserCommand): void {
  if (doorOf(String(command?.type)) !== 'user') throw badEvent(command, 'user', 'it is no command for users');
}

/** @throws `badEvent` */
export function assertControl(fact: ControlFact): void {
  if ((controlFacts as readonly string[]).includes(String(fact?.type))) return;
  throw badEvent(fact, 'user', 'it is no fact about those who command');
}

/** @throws `badEvent` */
export function assertFrom(event: { readonly type: string }, source: Exclude<Door, 'user'>): void {
  if (doorOf(String(event?.type)) !== source) throw badEvent(event, source, `it is no event of a ${source}`);
}

const badEvent = (event: { readonly type: string }, source: Source, problem: string): OrdermatonError =>
  new OrdermatonError('badEvent', { type: String(event?.type), source, problem });
