/** What a run writes: tried before it begins, kept when it has ended. */
import type { Output } from '../../adapters/documents/outputs.ts';
import { checkOutputs, notWritable } from '../../adapters/documents/outputs.ts';
import { exportBegins } from '../../adapters/journal/exportFile.ts';
import type { PaperBroker } from '../../adapters/paperBroker/paperBroker.ts';
import { writePaperState } from '../../adapters/paperBroker/stateFile.ts';
import { reportOutput } from '../delivery.ts';
import type { RunOptions } from './options.ts';

/** Tries every path that will be written; none may be one that is read. @throws `notWritable` */
export async function checkRunOutputs(options: RunOptions): Promise<void> {
  const { desk, data, signals, export: exported, brokerState } = options;
  const outputs: readonly Output[] = [
    ...reportOutput(options),
    ...(exported === undefined ? [] : [{ path: exported, begins: exportBegins }]),
    ...(brokerState === undefined ? [] : [{ path: brokerState }]),
  ];
  const inputs = [desk, data, signals].filter((path) => path !== undefined);
  await checkOutputs(outputs, inputs);
}

/** Does all of it, whatever goes wrong with a part; the first thing that went wrong is thrown at the end. */
export async function allInTurn(steps: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Writes the paper broker's book, where it is to be kept. @throws `notWritable` */
export async function keepBook(file: string | undefined, broker: PaperBroker): Promise<void> {
  if (file === undefined) return;
  await writePaperState(file, broker.save()).catch((error: unknown) => {
    throw notWritable(file, error);
  });
}
