/** Does what a step says: the market, a signal, a command of the user, or a word of the scripted broker. */
import type { UserCommand } from '../../actors/engine/engine.ts';
import { newYorkDate } from '../../adapters/calendar/newYork.ts';
import { openIntent } from '../../adapters/deskFile/intent.ts';
import type { StepPlan } from '../../adapters/scenarios/plan.ts';
import type { BarText, OrderText } from '../../adapters/scenarios/texts.ts';
import type { Duration, OrderId, SignalId } from '../../identifiers.ts';
import { instrumentId, later } from '../../identifiers.ts';
import type { Price, Quantity } from '../../money.ts';
import type { OrderTerms, Side } from '../../orders.ts';
import type { CorporateAction } from '../../ports.ts';
import type { Stage } from './stage.ts';
import { Unplayable } from './stage.ts';

/** Does it. @throws Unplayable when it can not be done */
export function act(stage: Stage, { does, barLength }: StepPlan): void {
  for (const [symbol, quote] of Object.entries(does.quote ?? {}))
    stage.engine.hear({ type: 'market.quote', instrument: instrumentId(symbol), ...quote }, 'market');
  for (const [symbol, trade] of Object.entries(does.trade ?? {}))
    stage.engine.hear({ type: 'market.trade', instrument: instrumentId(symbol), ...trade }, 'market');
  for (const [symbol, bar] of Object.entries(does.bar ?? {})) hearBars(stage, symbol, { ...bar, period: barLength });
  for (const action of actionsOf(stage, does)) stage.engine.hear(action, 'market');
  if (does.prediction !== undefined) predict(stage, does.prediction);
  if (does.signal !== undefined) {
    const heard = { ...does.signal, id: signalName(stage), observedAt: stage.clock.now() };
    stage.engine.hear(heard, 'signal');
  }
  for (const command of commandsOf(stage, does)) stage.engine.send(command);
  if (does.broker !== undefined) answer(stage, does.broker);
}

/** A bar is heard at its end; of several the first ends now, and each of the others a bar later. */
export function hearBars(
  { engine, clock, pass }: Stage,
  symbol: string,
  bar: BarText & { readonly period: Duration },
): void {
  const { count, ...prices } = bar;
  const instrument = instrumentId(symbol);
  for (let index = 0; index < count; index++) {
    if (index > 0) pass(bar.period);
    engine.hear({ type: 'market.bar', instrument, start: later(clock.now(), -bar.period), ...prices }, 'market');
  }
}

/** Splits and dividends, of the day that it is. */
function actionsOf({ clock }: Stage, does: Does): readonly CorporateAction[] {
  const what = { exDate: newYorkDate(clock.now()), source: 'scenario' } as const;
  return [
    ...Object.entries(does.dividend ?? {}).map(([symbol, perShare]): CorporateAction => {
      return { type: 'market.dividend', instrument: instrumentId(symbol), perShare, currency: 'USD', ...what };
    }),
    ...Object.entries(does.split ?? {}).map(([symbol, split]): CorporateAction => {
      return { type: 'market.split', instrument: instrumentId(symbol), ...split, ...what };
    }),
  ];
}

type Does = StepPlan['does'];

function predict(stage: Stage, given: NonNullable<Does['prediction']>): void {
  const { symbol: instrument, signal, numeric, price, id, ...rest } = given;
  stage.engine.hear(
    {
      type: 'signal.prediction',
      id: id === undefined ? signalName(stage) : (id as SignalId),
      instrument,
      observedAt: stage.clock.now(),
      signal,
      numeric: numeric ?? { BUY: 1, SELL: -1, SHORT: -1, NEUTRAL: 0 }[signal],
      probabilities: [],
      ...(price === undefined ? {} : { price }),
      ...rest,
    },
    'signal',
  );
}

/** A name for a signal that has none: `s1`, `s2`, … */
const signalName = ({ observer }: Stage): SignalId =>
  `s${observer.said.filter(({ event }) => event.type.startsWith('signal.')).length + 1}` as SignalId;

const OPERATOR = 'scenario';
const scope = 'desk';

/** The commands that a step gives. */
function commandsOf(stage: Stage, does: Does): readonly UserCommand[] {
  return [...tradingCommands(stage, does), ...operatingCommands(does)];
}

function tradingCommands(stage: Stage, does: Does): readonly UserCommand[] {
  const { book } = stage.plan.desk;
  const why = 'as the scenario says';
  return [
    ...Object.entries(does.open ?? {}).map(
      ([symbol, open]): UserCommand => ({
        type: 'desk.open',
        book,
        instrument: instrumentId(symbol),
        intent: openIntent(open),
      }),
    ),
    ...(does.close === undefined
      ? []
      : [{ type: 'desk.close', book, instrument: instrumentId(does.close), why } as const]),
    ...Object.entries(does.protect ?? {}).map(
      ([symbol, { stop, target }]): UserCommand => ({
        type: 'position.protect',
        position: positionIn(stage, symbol),
        ...(stop === undefined ? {} : { stop }),
        ...(target === undefined ? {} : { target }),
      }),
    ),
    ...(does.buy === undefined ? [] : [byHand(stage, 'buy', does.buy)]),
    ...(does.sell === undefined ? [] : [byHand(stage, 'sell', does.sell)]),
    ...(does.amend === undefined
      ? []
      : [{ type: 'desk.amend', order: orderMeant(stage, does.amend.order), change: does.amend.change, why } as const]),
    ...(does.cancel === undefined
      ? []
      : [{ type: 'desk.cancel', order: orderMeant(stage, does.cancel), why } as const]),
  ];
}

function operatingCommands(does: Does): readonly UserCommand[] {
  const { flatten, halt, reduce, resume, drain, emergency, recover } = does;
  return [
    ...(flatten === undefined ? [] : [{ type: 'desk.flatten', why: flatten } as const]),
    ...(halt === undefined ? [] : [{ type: 'risk.halt', scope, operator: OPERATOR, why: halt } as const]),
    ...(reduce === undefined ? [] : [{ type: 'risk.reduce', scope, operator: OPERATOR, why: reduce } as const]),
    ...(resume === undefined ? [] : [{ type: 'risk.resume', scope, operator: OPERATOR, why: resume } as const]),
    ...(drain === undefined ? [] : [{ type: 'desk.drain', why: drain } as const]),
    ...(emergency === undefined ? [] : [{ type: 'desk.emergency', why: emergency } as const]),
    ...(recover === undefined ? [] : [{ type: 'desk.recover', operator: OPERATOR, why: recover } as const]),
  ];
}

interface HandOrder {
  readonly symbol: string;
  readonly quantity: Quantity;
  readonly limit?: Price;
}

function byHand({ plan }: Stage, side: Side, { symbol, quantity, limit }: HandOrder): UserCommand {
  const terms: OrderTerms = {
    account: plan.desk.account,
    instrument: instrumentId(symbol),
    side,
    quantity,
    type: limit === undefined ? 'market' : 'limit',
    ...(limit === undefined ? {} : { limit }),
    timeInForce: 'day',
    outsideRegularHours: false,
    trigger: 'quote',
    transmit: true,
  };
  return { type: 'desk.place', terms, links: { book: plan.desk.book, role: 'manual' } };
}

function positionIn({ engine }: Stage, symbol: string) {
  const found = engine.views.openPositions().find(({ instrument }) => instrument === symbol);
  if (found === undefined) throw new Unplayable(`there is no open position in ${symbol}`);
  return found.position;
}

/** The order that is meant: by its name, or the last of its role that was placed. */
function orderMeant({ observer }: Stage, meant: OrderText): OrderId {
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

function answer(stage: Stage, said: NonNullable<Does['broker']>): void {
  const { scripted } = stage;
  if (scripted === undefined || said === 'silence') return;
  if (said === 'disconnected') return scripted.lose();
  if (said === 'connected') return scripted.restore();
  for (const { order, answers } of said) {
    for (const each of answers) {
      const problem = scripted.answer(orderMeant(stage, order), each);
      if (problem !== undefined) throw new Unplayable(problem);
    }
  }
}
