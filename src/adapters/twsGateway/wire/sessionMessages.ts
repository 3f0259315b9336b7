/** Messages about the session: accounts, order ids, the time, errors and notices. */
import { escaped, integer, text } from './fieldWriter.ts';
import { since } from './versions.ts';

/** MANAGED_ACCTS. */
export const managedAccountsFields = (accounts: readonly string[]): readonly string[] => [
  '15',
  '1',
  text(accounts.join(',')),
];

/** NEXT_VALID_ID; for some clients the sign that they are connected. */
export const nextValidIdFields = (orderId: number): readonly string[] => ['9', '1', integer(orderId)];

/** CURRENT_TIME, in seconds since 1970. */
export const currentTimeFields = (epochSeconds: number): readonly string[] => ['49', '1', integer(epochSeconds)];

/** An error or a notice; `id` is an order's or a request's, -1 for everything else. */
export interface ErrorMessage {
  readonly id: number;
  readonly code: number;
  readonly text: string;
  /** Why an order was turned down, as JSON; some clients fail on anything else, so only a value that JSON can hold fits. */
  readonly advancedReject?: Readonly<Record<string, unknown>>;
}

/** ERR_MSG. */
export const errorFields = (version: number, message: ErrorMessage): readonly string[] => [
  '4',
  '2',
  integer(message.id),
  integer(message.code),
  escaped(message.text),
  ...(version >= since.advancedReject ? [advancedReject(message)] : []),
];

/** JSON has escapes of its own for what is beyond seven bits, in the same spelling. */
const advancedReject = ({ advancedReject: value }: ErrorMessage): string =>
  value === undefined ? '' : JSON.stringify(value).replace(/[^ -~]/g, escaped);
