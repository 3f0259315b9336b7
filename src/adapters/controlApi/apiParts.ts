/** What the routes of the API work on. */
import { OrdermatonError } from '../../errors.ts';
import type { ShownDesk } from './shownDesk.ts';
import type { Traffic } from './traffic.ts';

export interface ApiParts {
  /** Nothing while it is being opened. */
  readonly desk: ShownDesk | undefined;
  readonly traffic: Traffic;
}

/** @throws `apiNotReady` */
export function deskOf({ desk }: ApiParts): ShownDesk {
  if (desk === undefined) throw new OrdermatonError('apiNotReady', { problem: 'it is being opened' });
  return desk;
}
