/** Does what a step says: the market, a signal, a command of the user, or a word of the scripted broker. */
import { newYorkDate } from '../../adapters/calendar/newYork.ts';
import type { StepPlan } from '../../adapters/scenarios/plan.ts';
import type { BarText } from '../../adapters/scenarios/texts.ts';
import type { FeedName, FeedState } from '../../feedNames.ts';
import { feedNames } from '../../feedNames.ts';
import type { Duration, SignalId } from '../../identifiers.ts';
import { instrumentId, later } from '../../identifiers.ts';
import type { CorporateAction } from '../../ports.ts';
import { commandsOf, handTerms, orderMeant } from './commands.ts';
import type { Stage } from './stage.ts';
import { Unplayable } from './stage.ts';
import { statementOf } from './statement.ts';

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
  for (const feed of feedNames) fare(stage, feed, does.feed?.[feed]);
  for (const command of commandsOf(stage, does)) stage.engine.send(command);
  if (does.statement !== undefined) stage.engine.send(statementOf(stage, does.statement));
  if (does.sleep !== undefined) stage.clock.sleep(later(stage.clock.now(), does.sleep));
  happenAtBroker(stage, does);
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

/** A way that is to be stale has been silent for the shortest time there is. */
function fare({ engine, pass }: Stage, feed: FeedName, state: Exclude<FeedState, 'unheard'> | undefined): void {
  if (state === undefined) return;
  const silence = state === 'stale' ? { silence: 1 as Duration } : {};
  engine.hear({ type: 'feed.opened', feed, ...silence }, 'signal');
  if (state === 'live') engine.hear({ type: 'feed.answered', feed }, 'signal');
  if (state === 'failing') engine.hear({ type: 'feed.failed', feed, code: 'scenario', detail: 'as told' }, 'signal');
  if (state === 'closed') engine.hear({ type: 'feed.closed', feed, why: 'as told' }, 'signal');
  if (state === 'stale') pass(1 as Duration);
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
  const { symbol: instrument, signal, numeric, price, id, source, ...rest } = given;
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
      ...(source === undefined ? {} : { source }),
      ...rest,
    },
    'signal',
  );
}

/** A name for a signal that has none: `s1`, `s2`, … */
const signalName = ({ observer }: Stage): SignalId =>
  `s${observer.said.filter(({ event }) => event.type.startsWith('signal.')).length + 1}` as SignalId;

/** What the scripted broker says of the account, and what others do in it. */
function happenAtBroker(stage: Stage, { holds, elsewhere, liquidates }: Does): void {
  if (holds === undefined && elsewhere === undefined && liquidates === undefined) return;
  if (stage.scripted === undefined) throw new Unplayable('only a scripted broker can say that');
  for (const [symbol, quantity] of Object.entries(holds ?? {})) stage.scripted.hold(instrumentId(symbol), quantity);
  for (const [symbol, price] of Object.entries(liquidates ?? {})) {
    const problem = stage.scripted.liquidate(instrumentId(symbol), price);
    if (problem !== undefined) throw new Unplayable(problem);
  }
  if (elsewhere === undefined) return;
  const { side, ...order } = elsewhere;
  stage.scripted.list(handTerms(stage, side, order));
}

function answer(stage: Stage, said: NonNullable<Does['broker']>): void {
  const { scripted } = stage;
  if (scripted === undefined || said === 'silence') return;
  if (said === 'disconnected') return scripted.lose();
  if (said === 'connected') return scripted.restore();
  if (said === 'forgets') return scripted.forget();
  for (const { order, answers } of said) {
    for (const each of answers) {
      const problem = scripted.answer(orderMeant(stage, order), each);
      if (problem !== undefined) throw new Unplayable(problem);
    }
  }
}
