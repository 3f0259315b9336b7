/** What a schema can not see in a desk document: names that must be known, conditions that must parse. */
import { compileCondition, isCondition } from '../../conditions.ts';
import { valueNames } from '../../configuration.ts';
import { eventTypes } from '../../events.ts';
import { hint } from '../../hints.ts';
import { MICROSECONDS } from '../../identifiers.ts';
import { durationOf } from '../documents/durations.ts';
import type { Mistakes, Path } from '../documents/yamlDocument.ts';
import type { Loose } from './loose.ts';
import { checkRisk } from './riskSchema.ts';

/** 09:30 to 16:00. */
const LONGEST_SESSION = 6.5 * MICROSECONDS.hour;

type Wrong = (path: Path, message: string) => void;

/** Names that must be known, conditions that must parse. False when something is wrong. */
export function checkMeaning(document: Loose, mistakes: Mistakes): boolean {
  let isRight = true;
  const wrong: Wrong = (path, message) => {
    isRight = false;
    mistakes.add(path, message);
  };
  const plans = Object.entries(document?.indicators ?? {});
  const indicators = plans.flatMap(([name, plan]) => valueNames({ name, kind: plan?.kind as never }));
  for (const [name] of plans) {
    const mistake = barsMistake(document?.indicators?.[name]);
    if (mistake !== undefined) wrong(['indicators', name, 'bars'], mistake);
  }
  for (const [rule, plan] of Object.entries(document?.rules ?? {})) {
    const place = ['rules', rule];
    checkEvents(plan, place, wrong);
    checkSymbols(document?.symbols, plan, (path, message) => wrong([...place, ...path], message));
    const condition = conditionMistake(plan?.if, indicators);
    if (condition !== undefined) wrong([...place, 'if'], condition);
    checkDistances(plan, indicators, (path, message) => wrong([...place, ...path], message));
  }
  checkRisk(document, wrong);
  return isRight;
}

function checkEvents(plan: Loose, place: Path, wrong: Wrong): void {
  const events = [
    ...placesIn([...place, 'when'], plan?.when),
    ...placesIn([...place, 'cooldown', 'reset'], plan?.cooldown?.reset),
  ];
  for (const [path, event] of events) {
    const mistake = eventMistake(event);
    if (mistake !== undefined) wrong(path, mistake);
  }
}

function checkSymbols(traded: unknown, plan: Loose, wrong: Wrong): void {
  if (!Array.isArray(traded)) return;
  for (const [path, symbol] of placesIn(['symbols'], plan?.symbols))
    if (typeof symbol === 'string' && !traded.includes(symbol))
      wrong(path, `the desk does not trade ${symbol}${hint(symbol, traded.map(String))}`);
}

function checkDistances(plan: Loose, indicators: readonly string[], wrong: Wrong): void {
  for (const [path, action] of placesIn(['then'], plan?.then))
    for (const [place, distance] of distancesIn(action as Loose)) {
      const name: unknown = distance?.indicator;
      if (typeof name !== 'string' || indicators.includes(name)) continue;
      wrong([...path, ...place, 'indicator'], `there is no indicator ${name}${hint(name, indicators)}`);
    }
}

/** One value, or each of a list, with its place. */
const placesIn = (path: Path, value: unknown): readonly (readonly [path: Path, value: unknown])[] =>
  Array.isArray(value) ? value.map((each, index) => [[...path, index], each] as const) : [[path, value]];

type Place = readonly (string | number)[];
type Placed = readonly (readonly [place: Place, distance: Loose])[];

/** Every distance of an action, with its place in it. */
const distancesIn = (action: Loose): Placed => [
  ...planDistances('open', action?.open),
  ...planDistances('reverse', action?.reverse),
  [['moveStop'], action?.moveStop],
  [['trail'], action?.trail],
  ...eachOf(['moveTargets'], action?.moveTargets),
];

/** Those of how a position is left. */
const planDistances = (verb: string, plan: Loose): Placed => [
  [[verb, 'volatility'], plan?.volatility],
  [[verb, 'stop'], plan?.stop],
  [[verb, 'target'], plan?.target],
  [[verb, 'trail'], plan?.trail],
  [[verb, 'breakeven', 'after'], plan?.breakeven?.after],
  ...eachOf([verb, 'targets'], plan?.targets),
  ...eachOf([verb, 'scaleOut'], plan?.scaleOut),
];

const eachOf = (place: Place, value: Loose): Placed =>
  Array.isArray(value) ? (value as Loose[]).map((each, index) => [[...place, index], each]) : [[place, value]];

/** Bars that are longer than a session are none of a session's. */
function barsMistake(indicator: Loose): string | undefined {
  const [bars, session]: readonly unknown[] = [indicator?.bars, indicator?.session];
  const period = typeof bars === 'string' ? durationOf(bars) : undefined;
  if (period === undefined || period <= LONGEST_SESSION || session === 'all') return undefined;
  return `bars of ${bars} are longer than a session: expected session: all beside them`;
}

function eventMistake(when: unknown): string | undefined {
  if (typeof when !== 'string' || when === '*') return undefined;
  if (eventTypes.some((type) => type === when || type.startsWith(`${when}.`))) return undefined;
  return `there is no event ${when}${hint(when, eventTypes.filter(isRuleEvent))}`;
}

function conditionMistake(text: unknown, indicators: readonly string[]): string | undefined {
  if (typeof text !== 'string') return undefined;
  const condition = compileCondition(text, indicators);
  if (isCondition(condition)) return undefined;
  return `${condition.message} (at character ${condition.column + 1} of: ${text.trim()})`;
}

const isRuleEvent = (type: string): boolean => /^(market|signal|clock|position)\./.test(type);
