/** What a panel shows, and where it all stands once it is laid out. */
import type { Block } from './blocks.ts';
import type { Bundles, Mark } from './bundles.ts';
import type { Line } from './lines.ts';
import type { ChartNode } from './structure.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}
export interface PlacedBox extends Rect {
  readonly node: ChartNode;
  /** Whether it is one of several that are all active. */
  readonly isRegion: boolean;
  readonly block: Block;
}
export interface PlacedMark extends Rect {
  readonly mark: Mark;
  readonly block: Block;
}
export interface PlacedLine {
  /** `null` for the line from a dot to the state that is entered first. */
  readonly line: Line | null;
  readonly points: readonly Point[];
  /** `null` for a line that says nothing. */
  readonly label: (Rect & { readonly block: Block }) | null;
}
/** One drawing, from its own origin. */
export interface PanelLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly marks: readonly PlacedMark[];
  readonly dots: readonly Point[];
  readonly lines: readonly PlacedLine[];
}

/** What one panel shows: the states inside `root`, in document order, and what leads between them. */
export interface Panel {
  readonly root: ChartNode;
  readonly nodes: readonly ChartNode[];
  readonly bundles: Bundles;
}
