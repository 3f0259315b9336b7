/** What came of a command: accepted, or refused with the code of the desk and what would be allowed. */

import { OrdermatonError } from '../../errors.ts';
import type { Event } from '../../events.ts';
import type { RefusalCode } from '../../refusals.ts';
import { refusals } from '../../refusals.ts';
import type { Outcome } from './answers.ts';
import type { ControlCommand, ControlledDesk, Heard } from './controlledDesk.ts';
import type { Told } from './routes.ts';
import { shownFact } from './shownFacts.ts';

/** More of what followed is not told: the stream has it. */
const MOST_FACTS = 200;

/** These are for many at once: that one of those was refused is told, and the command is accepted. */
const forMany: readonly ControlCommand['type'][] = ['risk.halt', 'risk.reduce', 'desk.flatten', 'desk.emergency'];

/** @throws `controlUnexpected` */
export function outcomeOf(
  desk: ControlledDesk,
  { type }: ControlCommand,
  heard: readonly Heard[],
  onRecord: boolean,
): Told {
  const [command, ...followed] = heard;
  const refused = followed.flatMap(({ event }) => refusalIn(event));
  const [first] = refused;
  if (first !== undefined && !forMany.includes(type))
    return {
      status: 422,
      body: { error: { code: first.code, message: first.message, remedy: remedyOf(first, desk) } },
    };
  if (!forMany.includes(type) && followed.some(({ event }) => isUnexpected(event)))
    throw new OrdermatonError('controlUnexpected', { event: type, state: `the desk is ${desk.status().state}` });
  const placed = followed.find(({ event }) => event.type === 'order.place')?.event;
  const body: Outcome = {
    ...{ became: 'accepted', onRecord },
    sequence: command?.envelope.sequence ?? desk.sequence(),
    order: placed?.type === 'order.place' ? placed.order : null,
    refused,
    facts: followed.slice(0, MOST_FACTS).map(({ event, envelope }) => shownFact(event, envelope)),
  };
  return { body };
}

type Refused = Outcome['refused'][number];

function refusalIn(event: Event): readonly Refused[] {
  switch (event.type) {
    case 'desk.declined':
      return [refusedAs(event.code, event.detail)];
    case 'order.refused':
    case 'order.amendRefused':
    case 'order.cancelRefused':
      return [refusedAs(event.code, event.order)];
    default:
      return [];
  }
}

const refusedAs = (code: string, about: string): Refused => ({
  ...{ code, about },
  message: code in refusals ? refusals[code as RefusalCode] : 'The desk refused it.',
});

const isUnexpected = ({ type }: Event): boolean => type.endsWith('.unexpected') || type === 'desk.deadLettered';

/** What would be allowed, where that can be said. */
function remedyOf({ code }: Refused, desk: ControlledDesk): string {
  switch (code) {
    case 'orderUnknown':
    case 'notLive':
      return liveOrders(desk);
    case 'noPosition':
      return openPositions(desk);
    case 'halted':
    case 'reducing':
      return 'What only reduces risk may pass; POST /api/v1/resume, armed, lets it trade again.';
    case 'wouldLoosen':
      return 'A stop may be moved towards the price; loosen: true, armed, lets it move away.';
    case 'emergency':
      return 'What only reduces risk may pass; POST /api/v1/recover, armed, ends the emergency.';
    default:
      return 'docs/reference/refusals.md has the reason. What only reduces risk may pass at any time.';
  }
}

export const liveOrders = (desk: ControlledDesk): string =>
  oneOf(
    'Orders that live',
    desk.orders().flatMap(({ order, isDone }) => (isDone ? [] : [order])),
  );
export const openPositions = (desk: ControlledDesk): string =>
  oneOf(
    'Open positions',
    desk.positions().flatMap(({ position, quantity }) => (quantity === '0' ? [] : [position])),
  );

const MOST_NAMED = 10;
function oneOf(what: string, names: readonly string[]): string {
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return `${what}: ${names.slice(0, MOST_NAMED).join(', ') || 'none'}${more}.`;
}
