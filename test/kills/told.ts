/** What an engine tells whoever kills it. */
export interface Told {
  /** What it found in its journal. */
  readonly recovered?: {
    readonly sequence: number;
    readonly hash: string;
    readonly checkpoint: number;
    readonly passedOver: number;
  };
  /** Inputs that are on the disk now, with their fingerprints. */
  readonly acknowledged?: readonly (readonly [sequence: number, fingerprint: string])[];
  /** What is held once the broker has been read: by our books, and by its. */
  readonly reconciled?: { readonly ours: string; readonly theirs: string };
  readonly ended?: { readonly sequence: number; readonly hash: string };
}
