/** The routes that show every actor of a desk, and one with all that it holds. */
import { OrdermatonError } from '../../errors.ts';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { deskOf } from './apiParts.ts';
import type { Route } from './routes.ts';

export const actorRoutes: readonly Route<ApiParts>[] = [
  {
    method: 'GET',
    path: '/api/v1/actors',
    summary: 'Every actor: its kind, its name, the states it is in.',
    answer: answers.actors,
    tell(parts) {
      const desk = deskOf(parts);
      return { body: { sequence: desk.sequence(), now: desk.now(), actors: desk.actors() } };
    },
  },
  {
    method: 'GET',
    path: '/api/v1/actors/{kind}/{id}',
    summary: 'One actor, and what it holds.',
    answer: answers.oneActor,
    problems: ['controlUnknown'],
    tell(parts, { names: { kind = '', id = '' } }) {
      const desk = deskOf(parts);
      const found = desk.actor(kind as answers.Actor['kind'], id);
      if (found === undefined)
        throw new OrdermatonError('controlUnknown', {
          ...{ what: kind, name: id, known: '/api/v1/actors lists those that there are.' },
        });
      return { body: { sequence: desk.sequence(), now: desk.now(), ...found } };
    },
  },
];
