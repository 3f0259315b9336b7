/** The command `charts`: every machine drawn from itself. */
import { join } from 'node:path';
import type { AnyStateMachine } from 'xstate';
import { charts } from '../actors/desk/charts.ts';
import { makeFolder } from '../adapters/documents/outputs.ts';
import { chartToMermaid } from '../adapters/drawings/mermaid.ts';
import { describeChart } from '../adapters/drawings/structure.ts';
import { chartToSvg } from '../adapters/drawings/svg.ts';
import { OrdermatonError } from '../errors.ts';
import { deskMachine } from '../machines/desk/deskMachine.ts';
import { print, writeOutput } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';

const machines: Readonly<Record<string, AnyStateMachine>> = { ...charts, desk: deskMachine };

export interface ChartsCommand {
  readonly out: string;
  readonly json?: boolean;
}

/** Draws the named machines, or all. @throws `unknownMachine`, `notWritable` */
export async function drawCharts(names: readonly string[], { out, json = false }: ChartsCommand): Promise<ExitCode> {
  const chosen = (names.length === 0 ? Object.keys(machines) : names).map(
    (name) => [name, machineCalled(name)] as const,
  );
  if (json) {
    await print(
      JSON.stringify(Object.fromEntries(chosen.map(([name, machine]) => [name, describeChart(machine)])), null, 2),
    );
    return exitCodes.done;
  }
  await makeFolder(out);
  for (const [name, machine] of chosen) {
    const structure = describeChart(machine);
    await writeOutput(join(out, `${name}.svg`), await chartToSvg(structure));
    await writeOutput(join(out, `${name}.mmd`), chartToMermaid(structure));
    await print(join(out, `${name}.svg`));
  }
  return exitCodes.done;
}

function machineCalled(name: string): AnyStateMachine {
  const machine = machines[name];
  if (machine !== undefined) return machine;
  throw new OrdermatonError('unknownMachine', { name, known: Object.keys(machines).join(', ') });
}
