/** The log: structured lines on stderr, readable ones in a terminal. stdout belongs to the report. */
import type { Logger } from 'pino';
import { pino } from 'pino';
import pinoPretty from 'pino-pretty';
import type { EventBus } from '../actors/bus/eventBus.ts';
import type { Event, EventType, Topic } from '../events.ts';
import { fieldKind } from '../events.ts';
import { isoTime } from '../identifiers.ts';
import type { Amount, Quantity } from '../money.ts';
import { amountText, decimalText } from '../money.ts';
import type { NewsEvent } from './run/news.ts';
import { newsOf, newsTopics } from './run/news.ts';

export function createLog(level: string): Logger {
  const stream = process.stderr.isTTY
    ? pinoPretty({ destination: 2, sync: true, ignore: 'pid,hostname,time', colorize: true })
    : pino.destination({ dest: 2, sync: true });
  return pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } }, stream);
}

/** Facts that a person should hear of: alarms as errors, what was left out or apart as warnings. */
const alarms: readonly Topic[] = [
  'position.naked',
  'position.orphaned',
  'position.overstayed',
  'position.reducedByOthers',
  'market.dataMissing',
  'market.historyFailed',
  'desk.exitWaiting',
  'desk.recordFailed',
  'holding.drifted',
  'holding.lacking',
  'connection.accountWrong',
  'clock.deadlineMissed',
  'group.overfilled',
  'order.overfilled',
  'order.unaccounted',
  'order.doubled',
  'order.disputed',
  'statement.differs',
  'statement.cashDiffers',
  'risk.limitBreached',
  'desk.notFlat',
  'risk.oversized',
  'desk.quarantined',
  'desk.inputGivenUp',
  'outbox.failed',
  'feed.wentStale',
];
const warnings: readonly Topic[] = [
  'desk.inputRefused',
  'desk.readerFailed',
  'desk.deadLettered',
  'desk.dataSkipped',
  'order.surprised',
  'order.external',
  'order.recognised',
  'holding.tradeKnown',
  'position.partMerged',
  'position.partSkipped',
  'order.unanswered',
  'order.rejected',
  'desk.signalRefused',
  'connection.lost',
  'connection.secondFactorAwaited',
  'connection.degraded',
  'connection.restored',
  'feed.failed',
  'feed.refused',
];
const news: readonly Topic[] = [
  'market.dataState',
  'market.tradingHalted',
  'market.tradingResumed',
  'market.shortSupply',
  'desk.stateChanged',
  'desk.accountListed',
  'desk.flat',
  'connection.stateChanged',
  'connection.ready',
  'connection.restartAnnounced',
  'risk.limitCleared',
  'risk.stateChanged',
  'feed.stateChanged',
  'risk.refused',
  'rule.declined',
  'rule.notified',
  'position.entered',
  'position.adjusted',
  'position.closed',
  'holding.split',
  'holding.dividend',
  'holding.splitConfirmed',
  'holding.fractionSettled',
  'clock.sessionOpened',
  'clock.sessionClosed',
];

/** Logs facts by their weight; at level debug, everything but the market. */
export function logFacts(bus: EventBus, log: Logger): void {
  const at = (topics: readonly Topic[], level: 'error' | 'warn' | 'info' | 'debug') => {
    if (!log.isLevelEnabled(level)) return;
    for (const topic of topics) {
      bus.subscribe(topic, (event, envelope) => {
        const place = envelope === undefined ? {} : { sequence: envelope.sequence, at: isoTime(envelope.at) };
        log[level]({ ...plain(event), ...place }, isNews(event) ? newsOf(event).text : event.type);
      });
    }
  };
  at(alarms, 'error');
  at(warnings, 'warn');
  at(news, 'info');
  at(['order', 'broker', 'group', 'signal', 'feed', 'rule'], 'debug');
}

const told: readonly string[] = newsTopics;
export const isNews = (event: Event): event is NewsEvent => told.includes(event.type);

/** The event with decimals as people write them; those within structures stay as the journal has them. */
export function plain({ type, ...fields }: Event): Readonly<Record<string, unknown>> {
  const texts = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'bigint' ? decimalOf(type, name, value) : value,
  ]);
  return { event: type, ...Object.fromEntries(texts) };
}

const decimalOf = (type: EventType, name: string, value: bigint): string =>
  fieldKind(type, name) === 'amount' ? amountText(value as Amount) : decimalText(value as Quantity);
