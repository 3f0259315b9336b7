/** What the events of a trade say to people: who tells whom, or what somebody is now. */
import type { Event, EventType } from '../../events.ts';
import { alphabet } from '../../events.ts';
import type { Price, Quantity } from '../../money.ts';
import { amountText, decimalText, magnitude, moneyText, signOf } from '../../money.ts';
import type { Amendment, OrderTerms } from '../../orders.ts';

/** Who has a line of its own; each order has one as well. */
export const parties = {
  signals: 'Signals',
  person: 'A person',
  market: 'Market',
  clock: 'Clock',
  desk: 'Desk',
  risk: 'Risk',
  position: 'Position',
  order: 'Order',
  broker: 'Broker',
} as const;
export type Party = keyof typeof parties;

/** Good and bad news, and what must be looked at. */
export type Tone = 'plain' | 'good' | 'bad' | 'alarm';

/** `from` tells `to`; without `to` it is what `from` has become. */
export interface Saying {
  readonly from: Party;
  readonly to?: Party;
  readonly text: string;
  readonly tone: Tone;
}

const tell = (from: Party, to: Party, text: string, tone: Tone = 'plain'): Saying => ({ from, to, text, tone });
const become = (from: Party, text: string, tone: Tone = 'plain'): Saying => ({ from, text, tone });

const shares = (value: Quantity): string => decimalText(value);
const size = (value: Quantity): string => decimalText(magnitude(value));
const levels = ({ stop, target }: { readonly stop?: Price; readonly target?: Price }): string =>
  [
    ...(stop === undefined ? [] : [`stop ${decimalText(stop)}`]),
    ...(target === undefined ? [] : [`target ${decimalText(target)}`]),
  ].join(', ');

function change({ quantity, ...others }: Amendment): string {
  const named = Object.entries(others).flatMap(([name, value]) =>
    typeof value === 'bigint' ? [`${name} ${decimalText(value as Price)}`] : value === undefined ? [] : [name],
  );
  return [...(quantity === undefined ? [] : [shares(quantity)]), ...named].join(', ');
}
function order({ side, quantity, type, limit, stop }: OrderTerms): string {
  const prices = change({ ...(limit === undefined ? {} : { limit }), ...(stop === undefined ? {} : { stop }) });
  return `${side} ${shares(quantity)}, ${prices === '' ? type : prices}`;
}

type Sayings = { readonly [T in EventType]?: (event: Event<T>) => Saying | undefined };
const nothing = (): undefined => undefined;

// biome-ignore format: one line an event keeps the table a table
const sayings: Sayings = {
  'signal.prediction': ({ signal, confidence }) => tell('signals', 'desk', `${signal}, confidence ${confidence}`),
  'signal.flowTrade': ({ side, contracts, right }) => tell('signals', 'desk', `${side} ${shares(contracts)} ${right}s`),
  'signal.divergence': ({ value }) => tell('signals', 'desk', `divergence ${value}`),
  'signal.threshold': ({ name, direction, threshold }) => tell('signals', 'desk', `${name} ${direction} through ${threshold}`),
  'market.levelCrossed': ({ level, price }) => tell('market', 'position', `${level} ${decimalText(price)} reached`),
  'clock.deadline': ({ what }) => tell('clock', 'desk', what),
  'position.planned': ({ side, book }) => tell('desk', 'position', `${side}, for ${book}`),
  'position.adjust': ({ byPlan = false, terms }) => tell('desk', 'position', `add ${shares(terms.quantity)}${byPlan ? ' by plan' : ''}`),
  'position.reduce': ({ quantity, why }) => tell('desk', 'position', `sell ${shares(quantity)}: ${why}`),
  'position.close': ({ why }) => tell('desk', 'position', `leave: ${why}`),
  'position.protect': (event) => tell('desk', 'position', `move ${levels(event) || 'levels'}`),
  'order.place': ({ terms }) => tell('position', 'order', order(terms)),
  'order.change': ({ why }) => tell('position', 'order', `change: ${why}`),
  'order.cancel': ({ why }) => tell('position', 'order', `cancel: ${why}`),
  'risk.approved': ({ reducing }) => tell('risk', 'order', reducing ? 'approved, reduces' : 'approved', 'good'),
  'risk.refused': ({ code, limit, value }) => tell('risk', 'order', `refused: ${code}, ${value} beyond ${limit}`, 'bad'),
  'outbox.place': nothing,
  'outbox.amend': ({ change: terms }) => tell('order', 'broker', `change to ${change(terms)}`),
  'outbox.releasing': ({ kind }) => (kind === 'amend' ? undefined : tell('order', 'broker', kind)),
  'order.submit': nothing,
  'order.queued': nothing,
  'order.amend': nothing,
  'order.commission': nothing,
  'order.completed': nothing,
  'order.filled': ({ quantity, price, leaves }) => become('order', `filled ${shares(quantity)} at ${decimalText(price)}${leaves > 0n ? `, ${shares(leaves)} left` : ''}`, 'good'),
  'order.settled': ({ outcome }) => become('order', outcome === 'filled' ? 'done' : `done: ${outcome}`),
  'order.refused': ({ code }) => become('order', `refused: ${code}`, 'bad'),
  'order.amended': nothing,
  'broker.execution': ({ quantity, price }) => tell('broker', 'order', `${shares(quantity)} at ${decimalText(price)}`, 'good'),
  'broker.commission': ({ fee, currency }) => tell('broker', 'order', `fee ${amountText(fee)} ${currency}`),
  'broker.orderWaiting': ({ for: what }) => tell('broker', 'order', `waits for its ${what}`),
  'broker.orderHeld': ({ detail }) => tell('broker', 'order', `held: ${detail}`, 'bad'),
  'broker.orderRejected': ({ detail }) => tell('broker', 'order', `rejected: ${detail}`, 'bad'),
  'broker.amendRejected': ({ detail }) => tell('broker', 'order', `change rejected: ${detail}`, 'bad'),
  'broker.cancelRejected': ({ detail }) => tell('broker', 'order', `cancel rejected: ${detail}`, 'bad'),
  'position.changed': nothing,
  'position.spoke': nothing,
  'position.measured': nothing,
  'position.opened': ({ quantity }) => become('position', `open, ${quantity < 0n ? 'short' : 'long'} ${size(quantity)}`, 'good'),
  'position.entered': ({ average, ...event }) => become('position', [`entered at ${decimalText(average)}`, levels(event)].filter((text) => text !== '').join(', ')),
  'position.adjusted': ({ quantity, average, ...event }) => become('position', [`${size(quantity)} at ${decimalText(average)}`, levels(event)].filter((text) => text !== '').join(', ')),
  'position.closing': ({ why }) => become('position', `closing: ${why}`),
  'position.closed': ({ reason, realised }) => become('position', `closed by its ${reason}: ${moneyText(realised)}`, signOf(realised) < 0 ? 'bad' : 'good'),
  'position.protected': () => become('position', 'protected', 'good'),
};

const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** What an event says; nothing where it is no more than talk between parts of the engine. */
export function sayingOf(event: Event): Saying | undefined {
  const known = sayings[event.type] as ((event: Event) => Saying | undefined) | undefined;
  return known === undefined ? commonSaying(event) : known(event);
}

/** What has no words of its own says its name. */
function commonSaying({ type }: Event): Saying | undefined {
  const { kind, says } = alphabet[type];
  const [subject = '', name = ''] = type.split('.');
  if (kind === 'command') return undefined;
  const tone: Tone = says.startsWith('ALARM') ? 'alarm' : 'plain';
  if (subject === 'order' || subject === 'position') return become(subject, words(name), tone);
  if (subject === 'broker')
    return tell('broker', 'order', words(name.replace(/^order/, '').replace(/^./, lower)), tone);
  return undefined;
}
const lower = (letter: string): string => letter.toLowerCase();
