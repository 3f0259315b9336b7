/** Something that shows a run while it goes on. */
export interface Display {
  /** Ends the display; what was shown stays. */
  close(): void;
}
