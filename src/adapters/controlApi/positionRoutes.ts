/** The routes that command one position: close it, and move what protects it. */
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId, PositionId } from '../../identifiers.ts';
import type { Position } from './answers.ts';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { commanded } from './commanding.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import { openPositions } from './outcomes.ts';
import * as requests from './requests.ts';
import type { Request, Route } from './routes.ts';

const body = <T>(request: Request): T => request.body as T;
const risky = ['controlUnknown', 'controlOff', 'controlNotArmed', 'controlUndecided', 'controlMovedOn'] as const;

/** Held, and covered by stops or about to be: to close it takes protection away from what the plan keeps. */
export const isCovered = ({ quantity, protection }: Position): boolean =>
  quantity !== '0' && !['naked', 'none'].includes(protection);

/** @throws `controlUnknown` */
function positionOf(desk: ControlledDesk, name: string): Position {
  const found = desk.positions().find(({ position }) => position === name);
  if (found !== undefined) return found;
  throw unknown('position', name, desk);
}

const unknown = (what: string, name: string, desk: ControlledDesk): OrdermatonError =>
  new OrdermatonError('controlUnknown', { what, name, known: openPositions(desk) });

export const positionRoutes: readonly Route<ApiParts>[] = [
  {
    method: 'POST',
    path: '/api/v1/positions/{position}/close',
    summary:
      'Closes a position. At hand where it is naked or not filled yet; else armed, and decided on what it showed.',
    isUrgent: true,
    body: requests.decided,
    answer: answers.outcome,
    problems: risky,
    tell(parts, request) {
      const { why } = body<requests.Decided>(request);
      const name = request.names.position ?? '';
      return commanded(parts, request, 'desk.close', name, (desk) => {
        const position = positionOf(desk, name);
        if (['closed', 'abandoned'].includes(position.state)) throw unknown('open position', name, desk);
        const instrument = position.instrument as InstrumentId;
        return {
          command: { type: 'desk.close', book: desk.book, instrument, position: name as PositionId, why },
          ...{ about: name, what: 'To close what is protected', isRisky: isCovered(position), shown: position.shown },
        };
      });
    },
  },
  {
    method: 'POST',
    path: '/api/v1/positions/{position}/protect',
    summary: 'Moves stop or target. To tighten the stop is always at hand; a target, or to loosen, is armed.',
    isUrgent: true,
    body: requests.protection,
    answer: answers.outcome,
    problems: risky,
    tell(parts, request) {
      const { stop, target, loosen } = body<requests.Protection>(request);
      const name = request.names.position ?? '';
      return commanded(parts, request, 'position.protect', name, (desk) => {
        const { shown } = positionOf(desk, name);
        return {
          command: {
            ...{ type: 'position.protect', position: name as PositionId },
            ...(stop === undefined ? {} : { stop }),
            ...(target === undefined ? {} : { target }),
            ...(loosen === undefined ? {} : { loosen }),
          },
          ...{ about: name, what: loosen ? 'To loosen a stop' : 'To move a target', shown },
          isRisky: loosen === true || target !== undefined,
        };
      });
    },
  },
];
