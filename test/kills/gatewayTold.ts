/** What the engine at a gateway tells whoever kills it. */
export interface GatewayTold {
  /** The sequence that it found in its journal. */
  readonly recovered?: number;
  /** The broker has been read: what is held by then, in the canonical encoding. */
  readonly ready?: readonly string[];
  /** A fact that should not come of a kill. */
  readonly strange?: string;
  readonly ended?: {
    readonly cash: string;
    readonly residue: string;
    readonly open: number;
    readonly holdings: readonly string[];
  };
}

/** What is nobody's, twice, too much, or broken: a kill may leave questions, and none of these. */
export const strange =
  /^(order\.(doubled|external|overfilled|unaccounted|disputed)|holding\.(external|drifted)|group\.overfilled|desk\.(quarantined|inputGivenUp))$/;
