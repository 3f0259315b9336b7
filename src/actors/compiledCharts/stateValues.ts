/** The value of a state, with its regions in the order of the chart. */
import type { AnyStateNode } from 'xstate';

/**
 * XState takes the regions of a state in the order in which its value names them, and a record may name them in another than the chart:
 * what is said in one region rests on what an earlier one has written down.
 */
export function inChartOrder(node: AnyStateNode, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const inner = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(node.states)
      .filter(([name]) => name in inner)
      .map(([name, child]) => [name, inChartOrder(child, inner[name])]),
  );
}
