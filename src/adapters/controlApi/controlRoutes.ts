/** The routes that command a desk as a whole: halt, kill, flatten, resume, and the arming that some of it takes. */
import type { z } from 'zod';
import { OrdermatonError } from '../../errors.ts';
import { seconds } from '../../identifiers.ts';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { deskOf } from './apiParts.ts';
import type { Wish } from './commanding.ts';
import { commanded } from './commanding.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import { isCovered } from './positionRoutes.ts';
import * as requests from './requests.ts';
import type { Request, Route } from './routes.ts';
import { masked } from './shownFacts.ts';

const body = <T>(request: Request): T => request.body as T;
const command = { method: 'POST', answer: answers.outcome } as const;
const risky = ['controlOff', 'controlNotArmed', 'controlUndecided', 'controlMovedOn', 'controlUnexpected'] as const;

/** `account` is the account of the desk. */
const scopeOf = (desk: ControlledDesk, scope: string): string =>
  scope === 'account' ? `account/${desk.account}` : scope;

const restricting =
  (type: 'risk.halt' | 'risk.reduce', what: string): Route<ApiParts>['tell'] =>
  (parts, request) => {
    const { operator, why, scope } = body<requests.Scoped>(request);
    return commanded(parts, request, type, scope, (desk) => ({
      command: { type, scope: scopeOf(desk, scope), operator, why },
      ...{ about: scope, what, isRisky: false },
    }));
  };

function resuming(desk: ControlledDesk, { operator, why, scope }: requests.Resumed): Wish {
  const real = scopeOf(desk, scope);
  const restrictions = desk.status().restrictions;
  const found = restrictions.find((each) => each.scope === real.replace(desk.account, masked(desk.account)));
  if (found === undefined) {
    const known = `Scopes that are halted or only reduce: ${restrictions.map((each) => each.scope).join(', ') || 'none'}.`;
    throw new OrdermatonError('controlUnknown', { what: 'restriction of', name: scope, known });
  }
  const { shown } = found;
  return {
    command: { type: 'risk.resume', scope: real, operator, why },
    ...{ about: scope, what: 'To resume trading', isRisky: true, shown },
  };
}

export const controlRoutes: readonly Route<ApiParts>[] = [
  {
    ...command,
    path: '/api/v1/halt',
    summary:
      'Halts trading: what adds risk is refused, working entries are cancelled, rules stand still. Always at hand.',
    isUrgent: true,
    body: requests.scoped,
    tell: restricting('risk.halt', 'To halt'),
  },
  {
    ...command,
    path: '/api/v1/reduce',
    summary: 'Lets trading only reduce. Always at hand.',
    isUrgent: true,
    body: requests.scoped,
    tell: restricting('risk.reduce', 'To reduce'),
  },
  {
    ...command,
    path: '/api/v1/kill',
    summary:
      'The kill switch: nothing leaves but cancels and what reduces, until somebody recovers. Always at hand, with one typed word. With `flatten` everything of ours is left, too: armed where something is closed that is protected.',
    isUrgent: true,
    body: requests.kill,
    problems: ['controlOff', 'controlNotArmed'],
    tell: (parts, request) =>
      commanded(parts, request, 'desk.emergency', 'desk', (desk) => {
        const { why, flatten } = body<requests.Asked & { readonly flatten?: boolean }>(request);
        const leaves = flatten === true;
        return {
          command: { type: 'desk.emergency', why, ...(leaves ? { flatten } : {}) },
          ...{ about: 'desk', what: 'To close what is protected', isRisky: leaves && desk.positions().some(isCovered) },
        };
      }),
  },
  {
    ...command,
    path: '/api/v1/flatten',
    summary:
      'Closes every position and cancels every working entry. Armed where something is closed that is protected.',
    isUrgent: true,
    body: requests.asked,
    problems: ['controlOff', 'controlNotArmed'],
    tell: (parts, request) =>
      commanded(parts, request, 'desk.flatten', 'desk', (desk) => ({
        command: { type: 'desk.flatten', why: body<requests.Asked>(request).why },
        // In whatever state, less is held behind it: nobody has to look again.
        ...{ about: 'desk', what: 'To close what is protected', isRisky: desk.positions().some(isCovered) },
      })),
  },
  {
    ...command,
    path: '/api/v1/resume',
    summary: 'Lets a scope trade again. Armed, and decided on what `restrictions` showed.',
    body: requests.resumed,
    problems: ['controlUnknown', ...risky],
    tell: (parts, request) =>
      commanded(parts, request, 'risk.resume', body<requests.Resumed>(request).scope, (desk) =>
        resuming(desk, body(request)),
      ),
  },
  {
    ...command,
    path: '/api/v1/recover',
    summary: 'Ends an emergency. Armed, and decided on what the status showed.',
    body: requests.decided,
    problems: risky,
    tell(parts, request) {
      const { operator, why } = body<requests.Decided>(request);
      return commanded(parts, request, 'desk.recover', 'desk', (desk) => ({
        command: { type: 'desk.recover', operator, why },
        ...{ about: 'desk', what: 'To end the emergency', isRisky: true, shown: desk.status().shown },
      }));
    },
  },
  {
    method: 'POST',
    path: '/api/v1/arm',
    summary: 'Lets what adds or loosens risk be asked for, with the control token; for five minutes.',
    body: requests.arming satisfies z.ZodType,
    answer: answers.armed,
    problems: ['controlOff', 'controlTokenWrong', 'controlLocked'],
    tell(parts, request) {
      const { operator, why, token } = body<requests.ArmingAsked>(request);
      const desk = deskOf(parts);
      try {
        const armed = parts.arming.arm(token);
        desk.note({ type: 'control.armed', operator, why, for: seconds(armed.seconds) });
        return { body: armed };
      } catch (error) {
        if (error instanceof OrdermatonError) desk.note({ type: 'control.armRefused', operator, code: error.code });
        throw error;
      }
    },
  },
  {
    method: 'POST',
    path: '/api/v1/disarm',
    summary: 'Ends the arming that X-Arming names.',
    isUrgent: true,
    body: requests.asked,
    answer: answers.disarmed,
    tell(parts, request) {
      const { operator, why } = body<requests.Asked>(request);
      const disarmed = parts.arming.disarm(request.arming);
      if (disarmed) deskOf(parts).note({ type: 'control.disarmed', operator, why });
      return { body: { disarmed } };
    },
  },
];
