/** The command `charts` and its options. */
import type { Command } from 'commander';
import type { End } from '../exit.ts';

export function addCharts(program: Command, end: End): void {
  program
    .command('charts')
    .summary('draw the statecharts')
    .description('Draws every machine from the machine itself, as SVG and Mermaid.')
    .argument('[names...]', 'order, position, group, holding, rule, risk, connection, feed, desk; all unless told')
    .option('--out <folder>', 'where to', 'charts')
    .option('--json', 'print the structure of the machines as one JSON document instead')
    .action(async (names: string[], options) => {
      const { drawCharts } = await import('../charts.ts');
      end(await drawCharts(names, options));
    });
}
