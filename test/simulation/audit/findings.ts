/** What the auditor finds wrong: the first finding of a run is its failure. */

export interface Finding {
  /** What was expected, in a few words. */
  readonly check: string;
  readonly detail: string;
  readonly step: number;
  /** The input after which it showed. */
  readonly sequence: number;
}
/** Says that something is wrong. */
export type Report = (check: string, detail: string) => void;
