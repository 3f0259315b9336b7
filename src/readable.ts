/** What a condition may read: names by namespace, each with its type. */
import { feedNames, feedStates } from './feedNames.ts';
import { refusalCodes } from './refusals.ts';

/** The types that a condition knows. */
type Kind = 'bool' | 'double' | 'string';

/** What a condition may read, by namespace, with its type. `indicator` and `previous` have the names of the desk document, all doubles. */
const readable = {
  signal: {
    id: 'string',
    instrument: 'string',
    signal: 'string',
    numeric: 'double',
    confidence: 'double',
    price: 'double',
    model: 'string',
    modelVersion: 'string',
    horizonMinutes: 'double',
    ageSeconds: 'double',
    value: 'double',
    name: 'string',
    direction: 'string',
    source: 'string',
    right: 'string',
    side: 'string',
    premium: 'double',
    contracts: 'double',
  },
  feeds: { monitor: 'string', http: 'string', folder: 'string', file: 'string', code: 'string' },
  position: {
    isOpen: 'bool',
    side: 'string',
    quantity: 'double',
    average: 'double',
    unrealised: 'double',
    stop: 'double',
    target: 'double',
    isProtected: 'bool',
  },
  market: {
    instrument: 'string',
    isLive: 'bool',
    bid: 'double',
    ask: 'double',
    mid: 'double',
    last: 'double',
    spread: 'double',
    bidSize: 'double',
    askSize: 'double',
  },
  session: { name: 'string', isOpen: 'bool', minutesSinceOpen: 'double', minutesToClose: 'double' },
  portfolio: {
    state: 'string',
    equity: 'double',
    cash: 'double',
    realised: 'double',
    unrealised: 'double',
    fees: 'double',
    change: 'double',
    changeToday: 'double',
    grossExposure: 'double',
    netExposure: 'double',
    openPositions: 'double',
  },
  rule: {
    today: 'double',
    todayInAll: 'double',
    total: 'double',
    hasActed: 'bool',
    minutesSince: 'double',
    outcome: 'string',
  },
  indicator: {},
  previous: {},
} as const satisfies Record<string, Readonly<Record<string, Kind>>>;
export type Namespace = keyof typeof readable;
export const namespaces = Object.keys(readable) as readonly Namespace[];

/** Words of which there are only so many: a comparison with another is never true. */
export const words: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(feedNames.map((name) => [`feeds.${name}`, feedStates])),
  'signal.source': feedNames,
  'signal.right': ['call', 'put'],
  'signal.side': ['buy', 'sell'],
  'signal.signal': ['BUY', 'SELL', 'SHORT', 'NEUTRAL'],
  'signal.direction': ['up', 'down'],
  'portfolio.state': ['active', 'reducing', 'halted'],
  'rule.outcome': ['none', 'accepted', ...refusalCodes],
  'position.side': ['long', 'short', 'flat'],
};

/** The names of a namespace with their types. */
export const namesOf = (namespace: Namespace, indicators: readonly string[]): Readonly<Record<string, Kind>> =>
  namespace === 'indicator' || namespace === 'previous'
    ? Object.fromEntries(indicators.map((name) => [name, 'double']))
    : readable[namespace];
