/** What the structures inside events are made of, so that a wrong one is refused at the door with the name of its field. */
import * as f from './fields.ts';
import type { PastBar } from './marketStates.ts';
import type { Price } from './money.ts';
import type { Amendment, OcaGroup, OrderLinks, OrderTerms, Trail } from './orders.ts';
import { roles, sides, triggers } from './orders.ts';
import type {
  Breakeven,
  BrokerExecution,
  BrokerOrder,
  BrokerSnapshot,
  CompletedOrder,
  Distance,
  DoubleDown,
  ExitPlan,
  LegPlan,
  ListedHolding,
  ListedOrder,
  OpenIntent,
  OpenSizing,
  StatementCash,
  StatementSplit,
  StatementTrade,
  TargetPlan,
  TrailPlan,
} from './plans.ts';
import { cashKinds, otherTraders } from './plans.ts';
import type { PriceBand, PriceSteps } from './priceSteps.ts';

const { optional } = f;
const side = f.oneOf(...sides);

export const trail = f.variant<Trail>('trail', 'by', {
  amount: f.shape<Extract<Trail, { by: 'amount' }>>('trail', { by: f.oneOf('amount'), amount: f.anyPrice }),
  percent: f.shape<Extract<Trail, { by: 'percent' }>>('trail', { by: f.oneOf('percent'), ratio: f.ratio }),
});
const oca = f.shape<OcaGroup>('OCA group', { name: f.text, type: f.wordOf<1 | 2 | 3>('1 | 2 | 3', [1, 2, 3]) });

const amendable = {
  limit: optional(f.anyPrice),
  stop: optional(f.anyPrice),
  trail: optional(trail),
  activation: optional(f.anyPrice),
  limitOffset: optional(f.anyPrice),
  offset: optional(trail),
  displaySize: optional(f.signedQuantity),
  goodTill: optional(f.time),
} as const;

export const terms = f.shape<OrderTerms>('order terms', {
  ...amendable,
  account: f.account,
  instrument: f.instrument,
  side,
  quantity: f.signedQuantity,
  // Types and times that the broker lacks are for the gate to refuse.
  type: f.text as f.Field<OrderTerms['type']>,
  minimumQuantity: optional(f.signedQuantity),
  timeInForce: f.text as f.Field<OrderTerms['timeInForce']>,
  outsideRegularHours: f.flag,
  trigger: f.oneOf(...triggers),
  parent: optional(f.order),
  oca: optional(oca),
  transmit: f.flag,
});
export const amendment = f.shape<Amendment>('amendment', { ...amendable, quantity: optional(f.signedQuantity) });
/** What a broker says that the terms are now: figures that can not be are no report. */
export const reportedTerms = {
  ...amendable,
  quantity: optional(f.size),
  limit: optional(f.price),
  stop: optional(f.price),
} as const;
export const links = f.shape<OrderLinks>('order links', {
  book: f.book,
  position: optional(f.position),
  group: optional(f.group),
  role: f.oneOf(...roles),
  arrivalMid: optional(f.price),
});
export const pastBar = f.shape<PastBar>('past bar', {
  start: f.time,
  open: f.price,
  high: f.price,
  low: f.price,
  close: f.price,
  volume: f.size,
});
export const priceBand = f.shape<PriceBand>('price band', {
  from: f.size as f.Field<unknown> as f.Field<Price>,
  increment: f.price,
});
const bands = f.listOf(priceBand);
/** One step, or bands of them. */
export const priceSteps: f.Field<PriceSteps> = {
  kind: 'price or list of price band',
  problem: (value) => (typeof value === 'bigint' ? f.price : bands).problem(value),
};
export const leg = f.shape<LegPlan>('leg', { order: f.order, terms, links, pair: optional(f.count) });
export const exit = f.shape<ExitPlan>('exit plan', {
  limit: optional(f.price),
  stop: optional(f.price),
  order: f.order,
});

const distance = f.variant<Distance>('distance', 'by', {
  amount: f.shape<Extract<Distance, { by: 'amount' }>>('distance', { by: f.oneOf('amount'), amount: f.price }),
  ratio: f.shape<Extract<Distance, { by: 'ratio' }>>('distance', { by: f.oneOf('ratio'), ratio: f.ratio }),
  indicator: f.shape<Extract<Distance, { by: 'indicator' }>>('distance', {
    by: f.oneOf('indicator'),
    indicator: f.text,
    multiple: f.ratio,
  }),
});
const sizing = f.variant<OpenSizing>('size', 'by', {
  allocation: f.shape<Extract<OpenSizing, { by: 'allocation' }>>('size', {
    by: f.oneOf('allocation'),
    allocation: f.amount,
  }),
  quantity: f.shape<Extract<OpenSizing, { by: 'quantity' }>>('size', { by: f.oneOf('quantity'), quantity: f.quantity }),
  equity: f.shape<Extract<OpenSizing, { by: 'equity' }>>('size', { by: f.oneOf('equity'), share: f.ratio }),
  risk: f.shape<Extract<OpenSizing, { by: 'risk' }>>('size', { by: f.oneOf('risk'), share: f.ratio }),
  volatility: f.shape<Extract<OpenSizing, { by: 'volatility' }>>('size', {
    by: f.oneOf('volatility'),
    share: f.ratio,
    indicator: f.text,
    multiple: f.ratio,
  }),
});
type Entry = OpenIntent['entry'];
const entry = f.variant<Entry>('entry', 'type', {
  market: f.shape<Extract<Entry, { type: 'market' }>>('entry', { type: f.oneOf('market') }),
  limit: f.shape<Extract<Entry, { type: 'limit' }>>('entry', { type: f.oneOf('limit'), offset: f.anyPrice }),
  stop: f.shape<Extract<Entry, { type: 'stop' }>>('entry', { type: f.oneOf('stop'), offset: f.anyPrice }),
  stopLimit: f.shape<Extract<Entry, { type: 'stopLimit' }>>('entry', {
    type: f.oneOf('stopLimit'),
    offset: f.anyPrice,
    slip: f.anyPrice,
  }),
});
const part = f.shape<TargetPlan>('part', { distance, part: f.ratio });
export const intent = f.shape<OpenIntent>('open intent', {
  side: f.oneOf('long', 'short'),
  sizing,
  entry,
  stop: optional(distance),
  target: optional(distance),
  targets: optional(f.listOf(part)),
  trail: optional(f.shape<TrailPlan>('trail', { distance, step: optional(f.price) })),
  breakeven: optional(f.shape<Breakeven>('breakeven', { after: distance, offset: optional(f.price) })),
  scaleOut: optional(f.listOf(part)),
  timeLimit: optional(f.duration),
  doubleDown: optional(f.shape<DoubleDown>('double down', { at: f.ratio, times: f.count })),
});

export const listedOrder = f.shape<ListedOrder>('listed order', {
  order: f.order,
  role: f.oneOf(...roles),
  instrument: f.instrument,
  side,
  leaves: f.signedQuantity,
  does: f.oneOf('cancel', 'keep'),
});
export const listedHolding = f.shape<ListedHolding>('listed holding', {
  book: f.book,
  instrument: f.instrument,
  position: optional(f.position),
  quantity: f.signedQuantity,
  does: f.text,
});

const listed = { order: f.order, brokerId: optional(f.text) } as const;
export const snapshot = f.shape<BrokerSnapshot>('broker snapshot', {
  complete: f.flag,
  since: f.time,
  account: f.account,
  cash: f.amount,
  orders: f.listOf(
    f.shape<BrokerOrder>('order', {
      ...listed,
      terms,
      filled: f.size,
      state: f.oneOf('working', 'waitingForTrigger', 'waitingForParent', 'held'),
    }),
  ),
  completed: optional(
    f.listOf(
      f.shape<CompletedOrder>('ended order', {
        ...listed,
        outcome: f.oneOf('filled', 'cancelled', 'rejected', 'expired'),
        filled: f.size,
      }),
    ),
  ),
  executions: f.listOf(
    f.shape<BrokerExecution>('execution', {
      order: f.order,
      execution: f.execution,
      revision: f.count,
      quantity: f.size,
      price: f.price,
      executedAt: f.time,
      account: optional(f.account),
      instrument: optional(f.instrument),
      side: optional(side),
      by: optional(f.oneOf(...otherTraders)),
      fee: optional(f.amount),
      currency: optional(f.text),
    }),
  ),
  positions: f.listOf(
    f.shape<BrokerSnapshot['positions'][number]>('position', { instrument: f.instrument, quantity: f.signedQuantity }),
  ),
});
export const statementTrade = f.shape<StatementTrade>('statement trade', {
  row: f.count,
  execution: optional(f.execution),
  revision: optional(f.count),
  order: optional(f.order),
  instrument: f.instrument,
  side,
  quantity: f.quantity,
  price: f.price,
  fee: f.amount,
  currency: f.text,
  executedAt: f.time,
});
export const statementCash = f.shape<StatementCash>('statement cash', {
  row: f.count,
  name: f.text,
  kind: f.oneOf(...cashKinds),
  instrument: optional(f.instrument),
  amount: f.amount,
  currency: f.text,
  on: f.text,
  exDate: optional(f.text),
  description: f.text,
});
export const statementSplit = f.shape<StatementSplit>('statement split', {
  row: f.count,
  instrument: f.instrument,
  newShares: f.quantity,
  oldShares: f.quantity,
  exDate: f.text,
});
