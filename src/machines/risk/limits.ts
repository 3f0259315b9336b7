/** What the gate allows, as pure questions. What is met first is the answer; an order that only reduces skips the limits on risk. */
import type { Duration, Timestamp } from '../../identifiers.ts';
import { isoTime } from '../../identifiers.ts';
import type { Amount, Price, Quantity } from '../../money.ts';
import { decimalText, magnitude, minus, signOf, times, zero } from '../../money.ts';
import type { OrderLinks, OrderTerms } from '../../orders.ts';
import { signed } from '../../orders.ts';
import { termsProblem } from '../../orderTerms.ts';
import type { BrokerAbilities } from '../../ports.ts';
import type { Refusal } from '../../refusals.ts';
import { refuse } from '../../refusals.ts';
import { brokenLimit } from './checks.ts';
import type { Displayed, Surroundings } from './surroundings.ts';

/** All that a judgement is made from. */
export interface Question {
  readonly terms: OrderTerms;
  readonly links: OrderLinks;
  readonly abilities: BrokerAbilities;
  readonly quote: Displayed | undefined;
  readonly tradingState: 'active' | 'reducing' | 'halted';
  readonly isRunning: boolean;
  /** The record can not be kept, or somebody has used the kill switch. */
  readonly isEmergency: boolean;
  readonly isConnected: boolean;
  /** What the stage of the desk has against it. */
  readonly stageObjection?: Refusal | null;
  /** What stands against the market data of the instrument, if anything does. */
  readonly dataObjection: Refusal | null;
  readonly isAccountOurs: boolean;
  readonly isInstrumentOurs: boolean;
  /** Broker and books agree about what is held, or it is not known yet that they do not. */
  readonly isHoldingTrusted: boolean;
  /** What the book holds in the instrument, signed. */
  readonly held: Quantity;
  /** What the losses so far say against more risk, if anything. */
  readonly lossObjection: Refusal | null;
  /** What the limits look at, and the limits themselves. */
  readonly around: Surroundings;
  /** For how long figures of the account count; as long as usual unless told. */
  readonly accountFor: Duration | undefined;
  /** False for a change of an order that is out. */
  readonly isNew: boolean;
  /** What has filled already; zero for a new order. */
  readonly filled: Quantity;
  /** What other orders beyond protection are already to take off what is held. */
  readonly reduction: Quantity;
  /** The order that this one waits for, where there is one of ours. */
  readonly parent: Pick<OrderTerms, 'account' | 'instrument' | 'side' | 'quantity'> | undefined;
  readonly now: Timestamp;
}

/** What an order comes to. */
export interface Weight {
  /** What is to be reserved: zero for an order that only reduces. */
  readonly exposure: Amount;
  readonly unitPrice: Price;
  readonly isReducing: boolean;
}

export interface Judgement extends Weight {
  readonly refusal: Refusal | null;
}

/** Judges an order, or an order as an amendment would make it. What can not be evaluated is refused. */
export function judge(question: Question): Judgement {
  try {
    return evaluate(question);
  } catch (error) {
    const refusal = refuse('limitFailed', '', error instanceof Error ? error.message : String(error));
    return { refusal, exposure: zero, unitPrice: zero, isReducing: false };
  }
}

function evaluate(question: Question): Judgement {
  const weighed = weigh(question);
  const refusal =
    shape(question) ??
    (weighed.isReducing ? null : (beyondForeign(question) ?? standing(question) ?? limit(question, weighed.exposure)));
  return { refusal, ...weighed };
}

/** What an order comes to, whatever may be against it. */
export function weigh(question: Question): Weight {
  const isReducing = reduces(question);
  const unitPrice = unitPriceOf(question) ?? zero;
  const open = (question.terms.quantity - question.filled) as Quantity;
  return { exposure: isReducing ? zero : times(unitPrice, open), unitPrice, isReducing };
}

/**
 * Whether the order can only make the position smaller: a child that leaves what its parent enters, or no more than is held against it
 * and no other order is already to take off. Protection is measured by what is held alone: its group keeps it from trading twice.
 */
export function reduces({ terms, links, held, filled, reduction, parent }: Question): boolean {
  const isProtection = links.role === 'stop' || links.role === 'target';
  if (isProtection && parent !== undefined && leaves(terms, parent)) return true;
  const open = signed(terms.side, (terms.quantity - filled) as Quantity);
  const left = magnitude(held) - (isProtection ? 0n : reduction);
  return signOf(open) !== signOf(held) && magnitude(open) <= left;
}

const leaves = (terms: OrderTerms, parent: NonNullable<Question['parent']>): boolean =>
  terms.account === parent.account &&
  terms.instrument === parent.instrument &&
  terms.side !== parent.side &&
  terms.quantity <= parent.quantity;

/** What leaves what is not ours may never do more than that. */
const beyondForeign = ({ terms, links, held, reduction }: Question): Refusal | null =>
  links.role === 'foreign'
    ? refuse('foreignLess', decimalText(minus(magnitude(held), reduction)), decimalText(terms.quantity))
    : null;

/** What can be wrong with any order, whatever it does to risk. */
function shape({ terms, filled, abilities, isAccountOurs, isConnected, now }: Question): Refusal | null {
  if (!isAccountOurs) return refuse('accountUnknown', 'account of the desk', terms.account);
  if (!isConnected) return refuse('notConnected');
  if (!abilities.orderTypes.includes(terms.type))
    return refuse('brokerLacks', abilities.orderTypes.join(' '), terms.type);
  if (!abilities.timesInForce.includes(terms.timeInForce)) {
    return refuse('brokerLacks', abilities.timesInForce.join(' '), terms.timeInForce);
  }
  if (terms.activation !== undefined && abilities.activation === false)
    return refuse('brokerLacks', 'a trailing stop that follows at once', 'an activation level');
  if (filled > 0n && terms.quantity < filled)
    return refuse('amendBelowFilled', decimalText(filled), decimalText(terms.quantity));
  const problem = termsProblem(terms);
  if (problem !== undefined) return refuse(problem.code, problem.expected, problem.found);
  if (terms.goodTill === undefined || terms.goodTill > now) return null;
  return refuse('goodTillPast', `after ${isoTime(now)}`, isoTime(terms.goodTill));
}

/** Whether anything that adds risk may pass at all. */
function standing({
  terms,
  isEmergency,
  isRunning,
  isInstrumentOurs,
  isHoldingTrusted,
  tradingState,
  stageObjection,
  dataObjection,
  quote,
}: Question): Refusal | null {
  if (isEmergency) return refuse('emergency');
  if (!isRunning) return refuse('notRunning');
  if (stageObjection !== undefined && stageObjection !== null) return stageObjection;
  if (tradingState !== 'active') return refuse(tradingState);
  if (!isInstrumentOurs) return refuse('instrumentUnknown', 'the symbols of the desk', terms.instrument);
  if (!isHoldingTrusted) return refuse('drifted', '', terms.instrument);
  return dataObjection ?? (quote === undefined ? refuse('noQuote') : null);
}

function limit(question: Question, worth: Amount): Refusal | null {
  if (question.lossObjection !== null) return question.lossObjection;
  const { terms, filled, quote, around, accountFor, isNew, now } = question;
  const { side, quantity, limit: at, stop } = terms;
  const open = (quantity - filled) as Quantity;
  // What is worth nothing would pass every limit.
  if (quote === undefined || (worth <= 0n && open > 0n)) return refuse('noQuote');
  return brokenLimit({ side, quantity, open, limit: at, stop, worth, isNew, quote, now, around }, accountFor);
}

/**
 * The price an order is valued at: the worst that it allows. A buy can not cost more than its limit; whatever else it may be, an order
 * is worth no less than what the market would give now.
 */
export function unitPriceOf({
  terms,
  quote,
}: Pick<Question, 'terms'> & { readonly quote: Pick<Displayed, 'bid' | 'ask'> | undefined }): Price | undefined {
  const market = terms.side === 'buy' ? quote?.ask : quote?.bid;
  if (terms.side === 'buy' && terms.limit !== undefined) return terms.limit;
  const named = [terms.limit, terms.stop, market].filter((each) => each !== undefined);
  return named.reduce<Price | undefined>((most, each) => (most === undefined || each > most ? each : most), undefined);
}
