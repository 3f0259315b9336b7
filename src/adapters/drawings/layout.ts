/** Where everything of one panel stands: boxes, marks, lines and their labels, placed by ELK. */
import type { ElkExtendedEdge, ElkNode, ELK } from 'elkjs/lib/elk-api.js';
import Elk from 'elkjs/lib/elk.bundled.js';
import type { Block } from './blocks.ts';
import { headingBlock, labelBlock, leavings, markBlock, stateBlock } from './blocks.ts';
import type { Bundles, Line, Mark } from './bundles.ts';
import type { ChartNode } from './structure.ts';

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface PlacedBox extends Rect {
  readonly node: ChartNode;
  readonly block: Block;
  readonly depth: number;
}
export interface PlacedMark extends Rect {
  readonly mark: Mark;
  readonly block: Block;
}
export interface PlacedLine {
  readonly line: Line;
  readonly points: readonly Point[];
  /** `null` for a line that says nothing. */
  readonly label: (Rect & { readonly block: Block }) | null;
  readonly kind: 'initial' | 'part' | 'whole';
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

type Direction = 'DOWN' | 'RIGHT';
