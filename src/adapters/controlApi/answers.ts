/** What the API tells of a desk: the shape of each answer. The OpenAPI document is made from these, and the types of both ends are. */
import * as z from 'zod';
import { stages } from '../../stages.ts';

/** An exact decimal as text: no number of JSON holds a price to the last digit. */
const decimal = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .meta({ description: 'An exact decimal.', examples: ['100.02'] });
const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/)
  .meta({ description: 'ISO 8601 in UTC, to the microsecond.' });
const name = z.string().min(1).max(128);
const sequence = z.int().min(0).meta({ description: 'The number of an input in the record of the desk.' });
const shown = z
  .string()
  .regex(/^\d+-[0-9a-f]{16}$/)
  .meta({
    description:
      'What was shown, and at which input: `decidedOn` of a command that adds or loosens risk. It is refused when the state has moved on since.',
  });

const scopeState = z.strictObject({ scope: name, state: z.enum(['reducing', 'halted']), shown });
const feed = z.strictObject({ feed: name, state: name, isAlarm: z.boolean() });

/** An actor: a statechart that lives. */
const actor = z.strictObject({
  kind: z.enum(['desk', 'order', 'position', 'group', 'holding', 'rule', 'risk', 'connection', 'feed']),
  id: name,
  parent: name.nullable().meta({ description: 'The position that it belongs to.' }),
  label: z.string().max(256).meta({ description: 'What people call it.' }),
  states: z
    .array(name)
    .meta({ description: 'The paths of all states it is in, outer ones first, as its chart has them.' }),
  says: z.array(z.string()).meta({ description: 'The words in which people say it.' }),
  isAlarm: z.boolean(),
  isDone: z.boolean().meta({ description: 'Nothing is awaited of it any more.' }),
  isApart: z.boolean().meta({ description: 'It failed, and stands at its last good state.' }),
});
export const actors = z
  .strictObject({ sequence, now: moment, actors: z.array(actor) })
  .meta({ description: 'Every actor, by kind, the desk itself first.' });
export const oneActor = z
  .strictObject({ sequence, now: moment, actor, context: z.record(z.string(), z.unknown()) })
  .meta({
    description: 'One actor, and what it holds: decimals as exact texts, moments as ISO 8601, accounts masked.',
  });

export const login = z
  .strictObject({ token: z.string(), until: z.int().meta({ description: 'It holds for so many seconds at most.' }) })
  .meta({ description: 'A token of its own for who has come with one that holds once.' });
export const invitation = z
  .strictObject({ address: z.string(), until: z.int() })
  .meta({ description: 'An address of the page that opens it once, within so many seconds.' });

const stageName = z.enum(stages);
const stage = z.strictObject({
  stage: stageName,
  since: moment.nullable(),
  next: stageName.nullable(),
  evidence: z.string().meta({ description: 'What it has shown there, beside what the next stage asks for.' }),
  lacking: z.array(z.string()).meta({ description: 'What is not enough yet.' }),
});
const count = z.int().min(0);
const notifications = z.strictObject({
  ways: z.array(
    z.strictObject({
      way: name,
      state: z.enum(['unused', 'well', 'failing']),
      sent: count,
      failed: count.meta({ description: 'Attempts that failed; each is made again, some times.' }),
      lost: count.meta({ description: 'Notices that were given up.' }),
      waiting: count,
      held: count.meta({ description: 'Held back, to be summed up in one notice.' }),
      problem: z.string().nullable(),
    }),
  ),
  deadMan: z
    .strictObject({
      state: z.enum(['pinging', 'silent', 'failing']),
      pings: count,
      failed: count,
      at: moment.nullable().meta({ description: 'Of the last ping that arrived.' }),
      why: z.string().nullable(),
    })
    .nullable(),
});

export const status = z
  .strictObject({
    version: z.string(),
    desk: name,
    account: z.string().meta({ description: 'Masked but for its last two characters.' }),
    mode: z.enum(['simulated', 'paper', 'live']),
    state: name.meta({ description: 'Of the desk: starting, running, draining, emergency, stopped.' }),
    now: moment.meta({ description: 'By the clock of the desk.' }),
    sequence,
    durable: sequence.meta({ description: 'Up to here the record is on the disk.' }),
    ready: z.boolean().meta({ description: 'The desk runs and the broker has been read: orders may leave.' }),
    fed: z.boolean().meta({ description: 'Every instrument has usable data, and no source of signals is stale.' }),
    connection: z.strictObject({ broker: name, state: name }).nullable(),
    session: z.strictObject({ session: name, opens: moment, closes: moment, isOpen: z.boolean() }).nullable(),
    restrictions: z.array(scopeState).meta({ description: 'Where trading is not as free as it can be.' }),
    figures: z.strictObject({
      equity: decimal,
      realised: decimal,
      unrealised: decimal,
      fees: decimal,
      dividends: decimal,
      reserved: decimal.meta({ description: 'Room taken by open orders that add risk.' }),
    }),
    currency: name,
    openPositions: z.int().min(0),
    workingOrders: z.int().min(0),
    alarms: z.int().min(0).meta({ description: 'Positions, holdings and feeds that somebody must look at.' }),
    feeds: z.array(feed),
    notifications: notifications.nullable().meta({ description: 'How people are told; nothing where nobody is.' }),
    stage: stage
      .nullable()
      .meta({ description: 'Where the desk stands on its way to trading all it may; nothing for one without stages.' }),
    control: z
      .enum(['off', 'readyToArm', 'armed'])
      .meta({ description: 'Whether what adds or loosens risk can be asked for.' }),
    shown,
  })
  .meta({ description: 'How the desk stands.' });

const order = z.strictObject({
  order: name,
  instrument: name,
  side: z.enum(['buy', 'sell']),
  quantity: decimal,
  filled: decimal,
  type: name,
  limit: decimal.nullable(),
  stop: decimal.nullable(),
  timeInForce: name,
  role: name.meta({ description: 'What it is for: entry, adjust, stop, target, exit, manual, external, foreign.' }),
  status: name,
  position: name.nullable(),
  isDone: z.boolean(),
  addsRisk: z.boolean().meta({ description: 'What is left of it may add risk: to cancel it needs no arming.' }),
  shown,
});

const position = z.strictObject({
  position: name,
  book: name,
  instrument: name,
  state: name,
  protection: name,
  isAlarm: z.boolean(),
  quantity: decimal.meta({ description: 'Long above zero, short below.' }),
  average: decimal,
  stop: decimal.nullable(),
  target: decimal.nullable(),
  realised: decimal,
  unrealised: decimal,
  fees: decimal,
  dividends: decimal,
  openedAt: moment.nullable(),
  shown,
});

const signal = z.strictObject({
  signal: name,
  instrument: name,
  type: name,
  says: z
    .string()
    .meta({ description: 'BUY, SELL, SHORT, NEUTRAL for a prediction; its direction or side otherwise.' }),
  confidence: z.number().nullable(),
  observedAt: moment,
  heardAt: moment,
  became: z.enum(['taken', 'refused']),
  code: z.string().nullable().meta({ description: 'Of the refusal.' }),
});

const rule = z.strictObject({
  rule: name,
  when: z.array(name),
  condition: z.string().nullable(),
  priority: z.int(),
  enabled: z.boolean(),
  times: z.int().nullable(),
  instruments: z.array(z.strictObject({ instrument: name, state: name, acted: z.int().min(0), shown })),
});

const at = { sequence, now: moment } as const;
export const orders = z.strictObject({ ...at, orders: z.array(order) });
export const positions = z.strictObject({ ...at, positions: z.array(position) });
export const signals = z
  .strictObject({ ...at, feeds: z.array(feed), signals: z.array(signal) })
  .meta({ description: 'The sources, and the latest signals, the newest last.' });
export const rules = z.strictObject({ ...at, rules: z.array(rule) });

const limit = z
  .strictObject({
    scope: name.meta({ description: 'desk, or book/<name>.' }),
    limit: name,
    most: z.string(),
    value: z.string(),
    used: z.number().meta({ description: '1 is all of it.' }),
    state: z.enum(['within', 'reached', 'blind']).meta({ description: 'blind: it can not be told.' }),
    onBreach: z.enum(['reduce', 'halt', 'refuse']),
    until: moment.nullable().meta({ description: 'When a pause ends.' }),
  })
  .meta({ description: 'A limit, and how much of it is used.' });
export const limits = z.strictObject({ ...at, limits: z.array(limit) });

const fact = z
  .strictObject({
    place: z.string().meta({ description: 'sequence.index in the record.' }),
    sequence,
    at: moment,
    type: name,
    source: name,
    cause: sequence,
    correlation: sequence,
    fields: z.record(z.string(), z.unknown()),
  })
  .meta({ description: 'Something that happened; docs/reference/events.md lists the fields of each type.' });

export const alarm = z
  .strictObject({
    ...fact.shape,
    acknowledged: z
      .strictObject({ operator: z.string(), why: z.string(), at: moment })
      .nullable()
      .meta({ description: 'Who has seen it.' }),
  })
  .meta({ description: 'A fact that somebody must look at.' });
export const alarms = z
  .strictObject({ ...at, alarms: z.array(alarm) })
  .meta({ description: 'The latest alarms since the desk was started, the newest last; the journal has all.' });

export const instrument = z
  .strictObject({
    ...at,
    instrument: name,
    quote: z
      .strictObject({ bid: decimal, ask: decimal, last: decimal, bidSize: decimal, askSize: decimal, at: moment })
      .nullable(),
    isDataUsable: z.boolean(),
    orders: z.array(order),
    positions: z.array(position),
    shown,
  })
  .meta({ description: 'All there is in an instrument: what an order in it is decided on.' });

const refusal = z.strictObject({ code: z.string(), message: z.string(), about: z.string() });
export const outcome = z
  .strictObject({
    became: z.literal('accepted'),
    onRecord: z.boolean().meta({
      description:
        'It is on the disk, and holds over a restart; false only in an emergency, when the record can not be written.',
    }),
    sequence: sequence.meta({ description: 'Of the command in the record.' }),
    order: name.nullable().meta({ description: 'The order that was made of it.' }),
    refused: z.array(refusal).meta({ description: 'Of several that were meant, those that the desk refused.' }),
    facts: z.array(fact).meta({
      description: 'What followed at once, nothing where it was so already; what the broker says of it comes later.',
    }),
  })
  .meta({ description: 'The desk heard the command. What it asked of the broker is on its way, and not done yet.' });

export const armed = z.strictObject({
  arming: z.string().meta({ description: 'X-Arming of the commands that follow; whoever has it may give them.' }),
  seconds: z.int().meta({ description: 'How long it lasts.' }),
});
export const disarmed = z.strictObject({ disarmed: z.boolean() });

/** The first message of a stream, and again where other topics are asked for. */
export const hello = z.strictObject({
  kind: z.literal('hello'),
  version: z.literal(1),
  sequence,
  topics: z.array(name),
});
export const frame = z.strictObject({
  kind: z.literal('facts'),
  sequence,
  facts: z.array(fact),
  skipped: z.int().min(0).meta({ description: 'So many are missing before these: they were not read in time.' }),
});

export const health = z.strictObject({ alive: z.literal(true) });
export const readiness = z
  .strictObject({ ready: z.boolean(), fed: z.boolean(), durable: z.boolean() })
  .meta({ description: 'Three questions; 503 when one of them is answered with no.' });

export const problem = z.strictObject({
  error: z.strictObject({
    code: z.string().meta({ description: 'Stable; docs/reference/errors.md and refusals.md list them.' }),
    message: z.string(),
    remedy: z.string().meta({ description: 'What to do, or what would be allowed.' }),
  }),
});

export type Actor = z.infer<typeof actor>;
export type OneActor = Pick<z.infer<typeof oneActor>, 'actor' | 'context'>;
export type Status = z.infer<typeof status>;
export type Order = z.infer<typeof order>;
export type Position = z.infer<typeof position>;
export type Signal = z.infer<typeof signal>;
export type Feed = z.infer<typeof feed>;
export type Rule = z.infer<typeof rule>;
export type Limit = z.infer<typeof limit>;
export type Readiness = z.infer<typeof readiness>;
export type Alarm = z.infer<typeof alarm>;
export type Fact = z.infer<typeof fact>;
export type Instrument = z.infer<typeof instrument>;
export type Outcome = z.infer<typeof outcome>;
export type Hello = z.infer<typeof hello>;
