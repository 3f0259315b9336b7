/** What is told of each symbol: whether its quotes are live, and whether its shares can be borrowed. */
import { EventName } from '@stoqey/ib';
import type { InstrumentId } from '../../identifiers.ts';
import { seconds } from '../../identifiers.ts';
import type { DataState } from '../../marketStates.ts';
import type { Price } from '../../money.ts';
import { decimalText, price } from '../../money.ts';
import { contractOf } from '../interactiveBrokers/contracts.ts';
import { aboveZero, priceOf, quantityOf } from '../interactiveBrokers/figures.ts';
import { effectOf } from '../interactiveBrokers/messageCodes.ts';
import type { Failed } from './consultation.ts';
import type { Finding } from './finding.ts';
import { found } from './finding.ts';
import { inTurns } from './inTurns.ts';
import type { Round } from './round.ts';

/** How long the ticks of a symbol are waited for. */
const PATIENCE = seconds(4);
const DELAYED = 3;
const SHORTABLE = '236';
const [SHORTABLE_TICK, SHARES_TICK] = [46, 89];
/** Ticks that are prices, in the order in which they are believed. Source: TWS API, Available Tick Types. */
const priceTicks = [2, 67, 4, 68, 1, 66, 9, 75];
const kinds: Readonly<Record<number, DataState>> = { 1: 'live', 2: 'frozen', 3: 'delayed', 4: 'delayedFrozen' };
/** At least a thousand shares can be borrowed above the one, some may be found above the other. Source: TWS API, "Shortable". */
const [EASILY, PERHAPS] = [price('2.5'), price('1.5')];

interface Seen {
  state: DataState;
  detail: string;
  readonly prices: Map<number, Price>;
  shortable?: Price;
  shares?: string;
}

export async function marketData(round: Round): Promise<readonly Finding[]> {
  const { consultation, symbols, desk } = round;
  if (symbols.length === 0) return none('no desk document and no --symbols name any');
  consultation.tell((api) => api.reqMarketDataType(DELAYED));
  const short = desk?.rules.some(({ actions }) =>
    actions.some((act) => act.do === 'open' && act.intent.side === 'short'),
  );
  const findings = await inTurns(symbols, async (symbol) => {
    const seen = await look(round, symbol);
    const best = priceTicks.map((tick) => seen.prices.get(tick)).find((each) => each !== undefined);
    if (best !== undefined) round.prices.set(symbol, best);
    return [quotesOf(round, symbol, seen), ...(short === true ? [shortabilityOf(symbol, seen)] : [])];
  });
  if (short !== true) findings.push(found('shortable', 'notChecked', 'no rule of the desk sells short'));
  return findings;
}

const none = (why: string): readonly Finding[] => [
  found('marketData', 'notChecked', why),
  found('shortable', 'notChecked', why),
];

async function look({ consultation }: Round, symbol: InstrumentId): Promise<Seen> {
  const seen: Seen = { state: 'unknown', detail: '', prices: new Map() };
  let line = 0;
  const whole = (): true | undefined =>
    seen.state !== 'unknown' && seen.prices.size > 1 && seen.shortable !== undefined ? true : undefined;
  const { failed } = await consultation.ask<true>({
    ask: (api, id) => {
      line = id;
      api.reqMktData(id, contractOf(symbol), SHORTABLE, false, false);
    },
    hear: {
      [EventName.marketDataType]: (_id: number, kind: number) => {
        seen.state = kinds[kind] ?? 'none';
        return whole();
      },
      [EventName.tickPrice]: (_id: number, tick: number, told?: number) => {
        const value = aboveZero(priceOf(told));
        if (value !== undefined) seen.prices.set(tick, value);
        return whole();
      },
      [EventName.tickGeneric]: (_id: number, tick: number, told: number) => {
        if (tick === SHORTABLE_TICK) seen.shortable = priceOf(told) as Price;
        return whole();
      },
      [EventName.tickSize]: (_id: number, tick: number, told?: number) => {
        const shares = quantityOf(told);
        if (tick === SHARES_TICK && shares !== undefined) seen.shares = decimalText(shares);
        return whole();
      },
    },
    ends: (told) => endsStream(seen, told),
    within: PATIENCE,
  });
  if (failed === undefined) consultation.tell((api) => api.cancelMktData(line));
  return seen;
}

/** What an error says of the quotes; after a delay is told they still come. */
function endsStream(seen: Seen, { code, text }: Failed): boolean {
  const effect = effectOf(code, 'data');
  if (effect === 'notice') return false;
  seen.detail = `${code}: ${text}`;
  seen.state = effect === 'dataDelayed' ? 'delayed' : effect === 'dataCompeting' ? 'competing' : 'none';
  return effect !== 'dataDelayed';
}

function quotesOf({ allowDelayed }: Round, symbol: InstrumentId, { state, detail, prices }: Seen): Finding {
  const because = detail === '' ? '' : ` (${detail})`;
  switch (state) {
    case 'live':
      return found('marketData', 'ok', prices.size > 0 ? 'live' : 'live, and nothing is quoted now', symbol);
    case 'unknown':
      return found('marketData', 'warn', 'nothing came within four seconds: look again while a session is on', symbol);
    case 'frozen':
    case 'delayed':
    case 'delayedFrozen':
      return allowDelayed
        ? found('marketData', 'warn', `${state}${because}`, symbol)
        : found(
            'marketData',
            'fail',
            `${state}: the desk decides by none of it unless --allow-delayed is said${because}`,
            symbol,
          );
    default:
      return found('marketData', 'fail', `${state}${because}`, symbol);
  }
}

function shortabilityOf(symbol: InstrumentId, { shortable, shares }: Seen): Finding {
  if (shortable === undefined) return found('shortable', 'notChecked', 'nothing was said of it', symbol);
  const many = shares === undefined ? '' : `, ${shares} shares`;
  if (shortable > EASILY) return found('shortable', 'ok', `easy to borrow${many}`, symbol);
  if (shortable > PERHAPS)
    return found('shortable', 'warn', `has to be located first (tick 46 is ${decimalText(shortable)})${many}`, symbol);
  return found('shortable', 'fail', `can not be borrowed (tick 46 is ${decimalText(shortable)})${many}`, symbol);
}
