/** Every chart of the project as picture, as Mermaid text and as tables, by the path of the file that holds it. */
import type { AnyStateMachine } from 'xstate';
import { chartToMatrix } from '../src/adapters/drawings/matrix.ts';
import { chartToMermaid } from '../src/adapters/drawings/mermaid.ts';
import { describeChart } from '../src/adapters/drawings/structure.ts';
import { chartToSvg } from '../src/adapters/drawings/svg.ts';
import { connectionMachine } from '../src/machines/connection/connectionMachine.ts';
import { deskMachine } from '../src/machines/desk/deskMachine.ts';
import { feedMachine } from '../src/machines/feed/feedMachine.ts';
import { groupMachine } from '../src/machines/group/groupMachine.ts';
import { holdingMachine } from '../src/machines/holding/holdingMachine.ts';
import { orderMachine } from '../src/machines/order/orderMachine.ts';
import { positionMachine } from '../src/machines/position/positionMachine.ts';
import { riskMachine } from '../src/machines/risk/riskMachine.ts';
import { ruleMachine } from '../src/machines/rule/ruleMachine.ts';

export const machines: readonly AnyStateMachine[] = [
  orderMachine,
  positionMachine,
  groupMachine,
  holdingMachine,
  ruleMachine,
  riskMachine,
  connectionMachine,
  feedMachine,
  deskMachine,
];

/** Renders all charts. @returns contents by path, relative to the root of the project */
export async function renderCharts(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const machine of machines) {
    const chart = describeChart(machine);
    const mermaid = chartToMermaid(chart);
    files.set(`visualizations/charts/${chart.id}.svg`, await chartToSvg(chart));
    files.set(`visualizations/charts/${chart.id}.mmd`, mermaid);
    files.set(`docs/reference/charts/${chart.id}.md`, pageOf(chart.id, chartToMatrix(chart), mermaid));
  }
  return files;
}

const pageOf = (name: string, matrix: string, mermaid: string): string =>
  [
    '<!-- Written by `node tools/charts.ts` from the machine itself: do not edit. -->',
    '',
    matrix.trimEnd(),
    '',
    '## Drawing',
    '',
    `![The chart of ${name}](../../../visualizations/charts/${name}.svg)`,
    '',
    'The same as Mermaid text:',
    '',
    '```mermaid',
    mermaid.trimEnd(),
    '```',
    '',
  ].join('\n');
