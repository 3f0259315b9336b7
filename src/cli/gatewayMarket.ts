/** What a gateway trades: the generated market, or recorded data at their own times. */
import { newYorkTime } from '../adapters/calendar/newYork.ts';
import { createNyseCalendar } from '../adapters/calendar/nyseCalendar.ts';
import { createLiveClock } from '../adapters/clock/liveClock.ts';
import { createSimulatedClock } from '../adapters/clock/simulatedClock.ts';
import type { GatewayOptions } from '../adapters/twsGateway/gateway.ts';
import { replayedMarket } from '../adapters/twsGateway/replayedMarket.ts';
import { OrdermatonError } from '../errors.ts';
import type { Timestamp } from '../identifiers.ts';
import type { RecordedOptions } from './run/sources.ts';
import { openRecordedMarket } from './run/sources.ts';

/** The options of a market and its time, named as `run` names them. */
export interface MarketCommand extends Partial<Omit<RecordedOptions, 'symbols' | 'onBadRow' | 'onMissingDay'>> {
  readonly onBadRow: 'stop' | 'skip';
  readonly onMissingDay: 'stop' | 'skip';
  /** What is listed. */
  readonly instruments?: readonly string[];
  /** So many simulated seconds in one. */
  readonly speed?: number;
  /** Time stands here, and moves when the admin interface moves it. */
  readonly time?: Timestamp;
}

type MarketParts = Pick<GatewayOptions, 'clock' | 'market' | 'hours' | 'instruments' | 'speed'>;

/**
 * The market and its time: that of the data, else the one that stands, else that of the machine.
 * @throws `badArgument` for what goes with recorded data only, or not together; the error of whatever is missing or wrong in the data
 */
export async function marketOf(options: MarketCommand): Promise<MarketParts> {
  const { data, time, instruments } = options;
  if (data !== undefined) return recordedMarket({ ...options, data });
  const alone = dataOnly.find((name) => options[name] !== undefined);
  if (alone !== undefined) throw wrong(alone, 'is for recorded data: name it with --data');
  return {
    clock: time === undefined ? createLiveClock() : createSimulatedClock({ start: time }),
    ...(instruments === undefined ? {} : { instruments }),
  };
}

const dataOnly = ['from', 'to', 'resolution', 'period', 'corporateActions', 'speed'] as const;

async function recordedMarket(options: MarketCommand & { readonly data: string }): Promise<MarketParts> {
  const { time, speed = 1, instruments: symbols } = options;
  if (time !== undefined && options.speed !== undefined)
    throw wrong('speed', 'is for a time that goes by itself: leave out --time');
  const market = await openRecordedMarket({ ...options, symbols }, ({ source, rows }) =>
    process.stderr.write(`${rows} rows of ${source} are left out\n`),
  );
  const begins = newYorkTime(market.days.from);
  if (time !== undefined && time > begins)
    throw wrong('time', `is behind the beginning of the data, ${market.days.from}: begin them later with --from`);
  const clock = createSimulatedClock({ start: time ?? begins });
  return {
    clock,
    market: replayedMarket(market, clock),
    hours: createNyseCalendar(),
    instruments: market.instruments,
    ...(time === undefined ? { speed } : {}),
  };
}

export const wrong = (name: keyof MarketCommand, problem: string): OrdermatonError =>
  new OrdermatonError('badArgument', {
    argument: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    problem,
  });
