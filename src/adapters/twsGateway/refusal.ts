/** What a request is refused by. */

/** Error code and text of Interactive Brokers. */
export interface Refusal {
  readonly code: number;
  readonly text: string;
}

export const isRefusal = (found: object): found is Refusal => 'code' in found;
