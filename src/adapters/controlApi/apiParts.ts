/** What the routes of the API work on. */
import { OrdermatonError } from '../../errors.ts';
import type { Arming } from './arming.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import type { Logins } from './logins.ts';
import type { Traffic } from './traffic.ts';

export interface ApiParts {
  /** Nothing while it is being opened. */
  readonly desk: ControlledDesk | undefined;
  readonly arming: Arming;
  readonly logins: Logins;
  /** Where the page is. */
  readonly address: string;
  readonly traffic: Traffic;
}

/** @throws `apiNotReady` */
export function deskOf({ desk }: ApiParts): ControlledDesk {
  if (desk === undefined) throw new OrdermatonError('apiNotReady', { problem: 'it is being opened' });
  return desk;
}
