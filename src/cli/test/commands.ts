/** The commands of the user that a step of a scenario gives. */
import type { UserCommand } from '../../actors/engine/doors.ts';
import { newYorkDate } from '../../adapters/calendar/newYork.ts';
import { openIntent } from '../../adapters/deskFile/intent.ts';
import type { HandOrder } from '../../adapters/scenarios/handWords.ts';
import type { StepPlan } from '../../adapters/scenarios/plan.ts';
import type { OrderText } from '../../adapters/scenarios/texts.ts';
import type { AdoptionId, Duration, OrderId, RuleId } from '../../identifiers.ts';
import { instrumentId, later } from '../../identifiers.ts';
import type { OrderTerms, Side } from '../../orders.ts';
import type { LegPlan } from '../../plans.ts';
import type { Stage } from './stage.ts';
import { Unplayable } from './stage.ts';

type Does = StepPlan['does'];
const operator = 'scenario';
const scope = 'desk';
const why = 'as the scenario says';

/** The commands of a step. @throws Unplayable when what they are about is not there */
export const commandsOf = (stage: Stage, does: Does): readonly UserCommand[] => [
  ...positionCommands(stage, does),
  ...orderCommands(stage, does),
  ...holdingCommands(stage, does),
  ...accountCommands(stage, does),
  ...operatingCommands(does),
];

const told = <T>(wish: T | undefined, command: (wish: T) => UserCommand): readonly UserCommand[] =>
  wish === undefined ? [] : [command(wish)];
const each = <T>(wishes: Readonly<Record<string, T>> | undefined, command: (symbol: string, wish: T) => UserCommand) =>
  Object.entries(wishes ?? {}).map(([symbol, wish]) => command(symbol, wish));

function positionCommands(stage: Stage, does: Does): readonly UserCommand[] {
  const { book } = stage.plan.desk;
  const where = (symbol: string) => ({ book, instrument: instrumentId(symbol) });
  return [
    ...each(does.open, (symbol, open) => ({ type: 'desk.open', ...where(symbol), intent: openIntent(open) })),
    ...told(does.close, (symbol) => ({ type: 'desk.close', ...where(symbol), why })),
    ...told(does.add, ({ symbol, quantity }) => ({ type: 'desk.add', ...where(symbol), quantity, why })),
    ...told(does.trim, ({ symbol, ...size }) => ({ type: 'desk.reduce', ...where(symbol), ...size, why })),
    ...each(does.protect, (symbol, { stop, target }) => ({
      type: 'position.protect',
      position: positionIn(stage, symbol),
      ...(stop === undefined ? {} : { stop }),
      ...(target === undefined ? {} : { target }),
    })),
  ];
}

function orderCommands(stage: Stage, does: Does): readonly UserCommand[] {
  const { desk } = stage.plan;
  const links = { book: desk.book, role: 'manual' } as const;
  const byHand =
    (side: Side) =>
    (order: HandOrder): UserCommand => ({ type: 'desk.place', terms: handTerms(stage, side, order), links });
  return [
    ...told(does.buy, byHand('buy')),
    ...told(does.sell, byHand('sell')),
    ...told(does.group, ({ kind, triggersOn, orders }) => ({
      type: 'desk.group',
      book: desk.book,
      ...(kind === undefined ? {} : { kind }),
      ...(triggersOn === undefined ? {} : { triggersOn }),
      // The group names its orders itself; what they are called here counts for nothing.
      legs: orders.map(
        ({ side, ...order }, index): LegPlan => ({
          order: `leg-${index + 1}` as OrderId,
          terms: handTerms(stage, side, order),
          links,
        }),
      ),
    })),
    ...told(does.amend, ({ order, change }) => ({
      type: 'desk.amend',
      order: orderMeant(stage, order),
      change,
      why,
    })),
    ...told(does.conclude, (order) => ({ type: 'order.conclude', order: orderMeant(stage, order), operator, why })),
    ...told(does.cancel, (order) => ({ type: 'desk.cancel', order: orderMeant(stage, order), why })),
  ];
}

function holdingCommands(stage: Stage, does: Does): readonly UserCommand[] {
  const { account, book } = stage.plan.desk;
  const by = { operator, why } as const;
  const { adopt } = does;
  const taken = adopt !== undefined && 'order' in adopt ? adopt.order : undefined;
  const moved = adopt !== undefined && 'bySymbol' in adopt ? adopt.bySymbol : undefined;
  return [
    ...told(taken, (order) => ({ type: 'order.adopt', order: orderMeant(stage, order), book, ...by })),
    ...each(moved, (symbol, { quantity, at, stop, target }) => ({
      type: 'holding.adopt',
      account,
      instrument: instrumentId(symbol),
      book,
      quantity,
      price: at,
      ...(stop === undefined ? {} : { stop }),
      ...(target === undefined ? {} : { target }),
      ...by,
    })),
    ...told(does.release, (symbol) => ({ type: 'holding.release', adoption: adoptedIn(stage, symbol), ...by })),
    ...each(does.confirmSplit, (symbol, { ratio, ago = 0 as Duration }) => ({
      type: 'holding.confirmSplit',
      account,
      instrument: instrumentId(symbol),
      ...ratio,
      exDate: newYorkDate(stage.clock.now()),
      effective: later(stage.clock.now(), -ago),
      ...by,
    })),
    ...each(does.cashInLieu, (symbol, { quantity, amount }) => ({
      type: 'holding.settleFraction',
      account,
      instrument: instrumentId(symbol),
      quantity,
      amount,
      ...by,
    })),
    ...told(does.reconcile, (symbol) => ({
      type: 'holding.reconcile',
      account,
      instrument: instrumentId(symbol),
      ...by,
    })),
    ...each(does.bookTrade, (symbol, { side, quantity, at, fee }) => ({
      type: 'holding.bookTrade',
      account,
      instrument: instrumentId(symbol),
      ...{ side, quantity, price: at },
      ...(fee === undefined ? {} : { fee }),
      ...by,
    })),
    ...each(does.convert, (currency, rate) => ({ type: 'desk.convert', currency, rate, why })),
  ];
}

/** Acts on the whole account take the token of what was listed last. */
const accountCommands = (stage: Stage, does: Does): readonly UserCommand[] => [
  ...told(does.listAccount, (act) => ({
    type: act === 'cancel' ? 'desk.cancelAccount' : 'desk.flattenAccount',
    operator,
    why,
  })),
  ...told(does.cancelAccount, (why) => ({ type: 'desk.cancelAccount', token: listedIn(stage), operator, why })),
  ...told(does.flattenAccount, (why) => ({ type: 'desk.flattenAccount', token: listedIn(stage), operator, why })),
];

function listedIn({ observer }: Stage): string {
  const token = observer.said.flatMap(({ event }) => (event.type === 'desk.accountListed' ? [event.token] : [])).at(-1);
  if (token === undefined) throw new Unplayable('nothing is listed: listAccount comes first');
  return token;
}

const operatingCommands = (does: Does): readonly UserCommand[] => [
  ...told(does.flatten, (why) => ({ type: 'desk.flatten', why })),
  ...told(does.halt, (why) => ({ type: 'risk.halt', scope, operator, why })),
  ...told(does.reduce, (why) => ({ type: 'risk.reduce', scope, operator, why })),
  ...told(does.resume, (why) => ({ type: 'risk.resume', scope, operator, why })),
  ...told(does.drain, (why) => ({ type: 'desk.drain', why })),
  ...told(does.emergency, (why) => ({ type: 'desk.emergency', why })),
  ...told(does.promote, (to) => ({ type: 'desk.promote', to, operator, why: 'as the scenario says' })),
  ...told(does.demote, (to) => ({ type: 'desk.demote', to, operator, why: 'as the scenario says' })),
  ...told(does.recover, (why) => ({ type: 'desk.recover', operator, why })),
  ...told(does.stop, (why) => ({ type: 'desk.stop', why })),
  ...told(does.arm, ({ rule, symbol }) => ({
    type: 'rule.arm',
    rule: rule as RuleId,
    instrument: instrumentId(symbol),
  })),
  ...told(does.disarm, ({ rule, symbol }) => ({
    type: 'rule.disarm',
    rule: rule as RuleId,
    instrument: instrumentId(symbol),
    why,
  })),
];

/** A stop with a limit is a stop-limit. */
export function handTerms(
  { plan }: Pick<Stage, 'plan'>,
  side: Side,
  { symbol, quantity, limit, stop }: HandOrder,
): OrderTerms {
  const atLimit = limit === undefined ? 'market' : 'limit';
  return {
    account: plan.desk.account,
    instrument: instrumentId(symbol),
    side,
    quantity,
    type: stop === undefined ? atLimit : limit === undefined ? 'stop' : 'stopLimit',
    ...(limit === undefined ? {} : { limit }),
    ...(stop === undefined ? {} : { stop }),
    timeInForce: 'day',
    outsideRegularHours: false,
    trigger: 'quote',
    transmit: true,
  };
}

function positionIn({ engine }: Stage, symbol: string) {
  const found = engine.views.openPositions().find(({ instrument }) => instrument === symbol);
  if (found === undefined) throw new Unplayable(`there is no open position in ${symbol}`);
  return found.position;
}

/** The last that was adopted in the symbol and not moved back. */
function adoptedIn({ observer }: Stage, symbol: string): AdoptionId {
  const there = new Set<AdoptionId>();
  for (const { event } of observer.said) {
    if (event.type === 'holding.adopted' && event.instrument === symbol) there.add(event.adoption);
    if (event.type === 'holding.released') there.delete(event.adoption);
  }
  const last = [...there].at(-1);
  if (last === undefined) throw new Unplayable(`nothing is adopted in ${symbol}`);
  return last;
}

/** The order that is meant: by its name, or the last of its role that was placed. @throws Unplayable */
export function orderMeant({ observer }: Stage, meant: OrderText): OrderId {
  const all = [...observer.placed.values()];
  const there = all.map(({ role, symbol, order }) => `${role} ${symbol} (${order})`).join(', ') || 'none at all';
  const found = all.filter((each) =>
    'name' in meant ? each.order === meant.name : each.role === meant.role && symbolFits(meant.symbol, each.symbol),
  );
  const last = found.at(-1);
  const what = 'name' in meant ? meant.name : [meant.role, meant.symbol].filter((part) => part !== null).join(' ');
  if (last === undefined) throw new Unplayable(`there is no order ${what}; there are ${there}`);
  const symbols = new Set(found.map(({ symbol }) => symbol));
  if (symbols.size > 1) throw new Unplayable(`${what} is not one order: name the symbol; there are ${there}`);
  return last.order;
}

const symbolFits = (named: string | null, symbol: string): boolean => named === null || named === symbol;
