/** One line for what a trader wants to hear of; nothing for the rest. */
import { AWAY } from '../../actors/desk/lateness.ts';
import { durationText } from '../../adapters/documents/durations.ts';
import { AS_ANNOUNCED } from '../../adapters/interactiveBrokers/restarts.ts';
import type { Event } from '../../events.ts';
import type { Duration } from '../../identifiers.ts';
import { isoTime, MICROSECONDS } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { decimalText, magnitude, moneyText, priceText } from '../../money.ts';

/** The topics that can make a line. */
export const newsTopics = [
  'clock.sessionOpened',
  'clock.sessionClosed',
  'clock.deadlineMissed',
  'clock.jumped',
  'position.entered',
  'position.adjusted',
  'position.closing',
  'position.closed',
  'position.abandoned',
  'position.naked',
  'position.orphaned',
  'position.overstayed',
  'position.reducedByOthers',
  'market.dataMissing',
  'market.historyFailed',
  'desk.exitWaiting',
  'desk.accountListed',
  'desk.recordFailed',
  'holding.split',
  'holding.dividend',
  'holding.fractionSettled',
  'holding.drifted',
  'holding.lacking',
  'connection.accountWrong',
  'group.overfilled',
  'order.overfilled',
  'order.unaccounted',
  'order.doubled',
  'order.disputed',
  'statement.differs',
  'statement.compared',
  'statement.cashDiffers',
  'statement.cashCompared',
  'order.external',
  'order.rejected',
  'risk.refused',
  'risk.limitBreached',
  'risk.limitCleared',
  'risk.oversized',
  'rule.declined',
  'rule.notified',
  'desk.quarantined',
  'desk.inputGivenUp',
  'outbox.failed',
  'desk.stateChanged',
  'desk.declined',
  'desk.signalRefused',
  'connection.lost',
  'connection.restartAnnounced',
  'connection.secondFactorAwaited',
  'connection.degraded',
  'connection.restored',
  'connection.ready',
  'feed.stateChanged',
  'feed.wentStale',
  'feed.failed',
  'feed.refused',
] as const;
export type NewsEvent = Event<(typeof newsTopics)[number]>;

export interface News {
  readonly text: string;
  readonly isAlarm: boolean;
}

const said = (text: string): News => ({ text, isAlarm: false });
const alarm = (text: string): News => ({ text: `ALARM ${text}`, isAlarm: true });
const dataText = ({ state, detail }: Event<'market.dataMissing'>): string =>
  detail === '' ? state : `${state}: ${detail}`;
/** A loss that was meant is no alarm. */
function lossText(detail: string): News {
  if (detail === AWAY) return said(`${AWAY}: the broker is read anew`);
  if (detail === AS_ANNOUNCED) return said(`${AS_ANNOUNCED}: the connection is closed`);
  return alarm(`the connection to the broker is lost: ${detail}`);
}
const secondsOf = (duration: Duration): number => Math.round(duration / MICROSECONDS.second);
const sized = (quantity: Quantity): string => `${quantity > 0n ? 'long' : 'short'} ${decimalText(magnitude(quantity))}`;

const traders = {
  liquidation: 'the broker, to liquidate,',
  hand: 'a person',
  program: 'another program',
  unknown: 'others',
} as const;

function reduced({ instrument, quantity, price, order, by }: Event<'position.reducedByOthers'>): string {
  const did = `${quantity > 0n ? 'bought' : 'sold'} ${decimalText(magnitude(quantity))} at ${priceText(price)}`;
  return `${instrument}: ${traders[by ?? 'unknown']} ${did} against what we hold (order ${order})`;
}

function differenceText(
  { statement, row, code, stated, booked }: Event<'statement.differs' | 'statement.cashDiffers'>,
  what: string,
): string {
  const place = row === undefined ? statement : `${statement}:${row}`;
  return `${place}: ${what} ${code}: ${stated || 'nothing'} stated, ${booked || 'nothing'} booked`;
}

export function newsOf(event: NewsEvent): News {
  switch (event.type) {
    case 'clock.sessionOpened':
      return said(`session ${event.session} opened`);
    case 'clock.sessionClosed':
      return said(`session ${event.session} closed`);
    case 'clock.deadlineMissed':
      return alarm(
        `${event.what} of ${event.owner} ${event.id} was due at ${isoTime(event.due)} and noticed ${secondsOf(event.lateBy)} s late`,
      );
    case 'clock.jumped':
      return said(`the clock jumped by ${secondsOf(event.by)} s: the broker is read anew`);
    case 'position.entered':
    case 'position.adjusted': {
      const levels = [
        ...(event.stop === undefined ? [] : [`stop ${priceText(event.stop)}`]),
        ...(event.target === undefined ? [] : [`target ${priceText(event.target)}`]),
      ];
      const what = event.type === 'position.entered' ? 'entered' : 'added to';
      return said(
        `${event.instrument} ${what}: ${sized(event.quantity)} at ${priceText(event.average, 4)}${levels.length === 0 ? '' : `, ${levels.join(', ')}`}`,
      );
    }
    case 'position.closing':
      return said(`${event.instrument} is being closed: ${event.why}`);
    case 'position.closed':
      return said(
        `${event.instrument} closed by its ${event.reason}: ${moneyText(event.realised)} less fees ${moneyText(event.fees)}`,
      );
    case 'position.abandoned':
      return said(`${event.instrument} abandoned: the entry did not fill`);
    case 'position.naked':
      return alarm(`${event.instrument} is naked: ${event.detail}`);
    case 'position.orphaned':
      return alarm(`${event.instrument} is flat and its stops still work`);
    case 'position.overstayed':
      return alarm(`${event.instrument} is still ${sized(event.quantity)} after session ${event.session} closed`);
    case 'position.reducedByOthers':
      return alarm(reduced(event));
    case 'market.dataMissing':
      return alarm(`${event.instrument} has no live data (${dataText(event)}), and something is held in it or wanted`);
    case 'market.historyFailed':
      return alarm(
        `past bars of ${event.instrument} (${durationText(event.period)}) could not be read, their indicators wait: ${event.detail}`,
      );
    case 'desk.exitWaiting':
      return alarm(`the way to the broker is closed: the exit of ${event.about} waits (${event.why})`);
    case 'desk.accountListed': {
      const cancelled = event.orders.filter(({ does }) => does === 'cancel').length;
      const left = event.holdings.filter(({ does }) => does === 'leave').length;
      return said(
        `${event.event} would cancel ${cancelled} order(s) and leave ${left} holding(s); its token is ${event.token}`,
      );
    }
    case 'desk.recordFailed':
      return alarm(
        `the journal can not be written (${event.detail}): from here on nothing is on record, and only cancels leave and what reduces risk`,
      );
    case 'holding.split':
      return said(`${event.instrument} is split ${decimalText(event.newShares)} for ${decimalText(event.oldShares)}`);
    case 'holding.dividend':
      return said(
        `${event.instrument} is without its dividend of ${decimalText(event.perShare)}: ${moneyText(event.amount)} for ${decimalText(event.quantity)}`,
      );
    case 'holding.fractionSettled':
      return said(`${event.instrument}: ${moneyText(event.amount)} in lieu of ${decimalText(event.quantity)}`);
    case 'holding.drifted':
      return alarm(
        `${event.instrument} has drifted: the broker holds ${decimalText(event.reported)}, we expect ${decimalText(event.expected)}`,
      );
    case 'holding.lacking':
      return event.quantity === 0n
        ? said(`${event.instrument}: the account has again what our books hold; exits are for all of it`)
        : alarm(
            `${event.instrument}: the account lacks ${decimalText(event.quantity)} of what our books hold; exits are for the rest`,
          );
    case 'connection.accountWrong':
      return alarm(
        `the broker is logged in to ${event.account}, and the desk trades ${event.expected}: nothing leaves`,
      );
    case 'group.overfilled':
      return alarm(`group ${event.group} traded ${decimalText(event.excess)} too much`);
    case 'order.overfilled':
      return alarm(`order ${event.order} executed ${decimalText(event.excess)} more than was asked for`);
    case 'order.unaccounted':
      return alarm(
        `nobody knows what became of order ${event.order} (${event.code}): ${decimalText(event.filled)} filled, ${decimalText(event.leaves)} open`,
      );
    case 'order.doubled':
      return alarm(`the broker has order ${event.order} twice: ${event.detail}`);
    case 'order.disputed':
      return alarm(`execution ${event.execution} of order ${event.owner} came for order ${event.order} too`);
    case 'statement.differs':
      return alarm(differenceText(event, event.instrument));
    case 'statement.compared':
      return said(
        `${event.statement}: ${event.matched} of ${event.trades} trades match, ${event.booked} booked, ${event.charged} fees taken, ${event.different} differ`,
      );
    case 'statement.cashDiffers':
      return alarm(differenceText(event, event.name));
    case 'statement.cashCompared':
      return said(
        `${event.statement}: of ${event.rows} rows of money and splits ${event.matched} match, ${event.booked} booked, ${event.different} differ`,
      );
    case 'order.external':
      return said(
        `${event.instrument}: order ${event.order} is not ours: ${event.side} ${decimalText(event.quantity)}`,
      );
    case 'order.rejected':
      return said(`order ${event.order} rejected: ${event.detail}`);
    case 'risk.refused':
      return said(`order ${event.order} refused: ${event.code} ${event.value} against ${event.limit}`);
    case 'risk.limitBreached':
      return alarm(
        `${event.scope} has reached ${event.limit}, ${event.value} against ${event.most}: ${event.onBreach}`,
      );
    case 'risk.limitCleared':
      return said(`${event.scope} does not count as having reached ${event.limit} any more`);
    case 'risk.oversized':
      return alarm(`order ${event.order} would be ${event.value}, above ${event.code} ${event.limit}`);
    case 'rule.declined':
      return said(`${event.instrument} ${event.rule} declined: ${event.code}`);
    case 'rule.notified':
      return said(`${event.instrument} ${event.rule}: ${event.text}`);
    case 'desk.quarantined':
      return alarm(`${event.owner} ${event.id} failed and is set apart: ${event.detail}`);
    case 'desk.inputGivenUp':
      return alarm(`input ${event.sequence} (${event.event}) found a fault and was given up: ${event.detail}`);
    case 'outbox.failed':
      return alarm(`the adapter failed at the ${event.kind} of order ${event.order}: ${event.detail}`);
    case 'desk.stateChanged':
      return said(`desk is ${event.state}`);
    case 'desk.signalRefused':
      return said(`${event.instrument}: signal ${event.signal} of ${isoTime(event.observedAt)} refused: ${event.code}`);
    case 'connection.lost':
      return lossText(event.detail);
    case 'connection.restartAnnounced':
      return said(
        event.endsLogin === true
          ? `the login of the week ends: it is connected to again at ${isoTime(event.backAt)}, and a person may have to approve it`
          : `the broker restarts: it is connected to again at ${isoTime(event.backAt)}`,
      );
    case 'connection.secondFactorAwaited':
      return alarm('the broker takes the connection and names no account: its login waits for a person');
    case 'connection.degraded':
      return alarm(`the broker has lost its own connection: ${event.detail}`);
    case 'connection.restored':
      return said('the broker has its own connection again');
    case 'connection.ready':
      return said('the broker has been read: orders may leave');
    case 'feed.stateChanged':
      return said(`signals by ${event.feed} are ${event.state}`);
    case 'feed.wentStale':
      return alarm(`signals by ${event.feed} are stale: nothing for ${secondsOf(event.silence)} s`);
    case 'feed.failed':
      return said(`signals by ${event.feed}: ${event.code}: ${event.detail}`);
    case 'feed.refused':
      return said(`a signal by ${event.feed} is refused: ${event.code}: ${event.detail}`);
    case 'desk.declined':
      return said(`${event.event} declined: ${event.code} ${event.detail}`);
  }
}
