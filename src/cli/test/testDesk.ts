/** The command `test`: plays scenarios, says which passed, and explains those that failed. */
import { join } from 'node:path';
import { makeFolder } from '../../adapters/documents/outputs.ts';
import { createExport } from '../../adapters/journal/exportFile.ts';
import type { ScenarioPlan } from '../../adapters/scenarios/plan.ts';
import { findScenarios } from '../../adapters/scenarios/scenarioFolder.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { resultText } from './resultText.ts';
import type { ScenarioResult } from './runScenario.ts';
import { runScenario } from './runScenario.ts';

export interface TestCommand {
  readonly verbose?: boolean;
  readonly journal?: string;
  readonly json?: boolean;
  readonly bail?: boolean;
}

/**
 * Plays every scenario of the files and folders. Nothing is played when any document is wrong.
 * @throws `scenarioWrong`, `deskFileWrong`, `missingFile`, `badArgument`, `notWritable`
 */
export async function testDesk(paths: readonly string[], options: TestCommand, version: string): Promise<ExitCode> {
  const plans = await findScenarios(paths);
  if (options.journal !== undefined) await makeFolder(options.journal);
  const results: ScenarioResult[] = [];
  for (const plan of plans) {
    const result = play(plan, results.length + 1, options, version);
    if (options.json !== true) await tell(result, results.at(-1), options.verbose === true);
    results.push(result);
    if (options.bail === true && !result.passed) break;
  }
  const passed = results.filter((result) => result.passed).length;
  const failed = results.length - passed;
  const notPlayed = plans.length - results.length;
  if (options.json === true) await print(JSON.stringify({ passed, failed, notPlayed, scenarios: results }, null, 2));
  else {
    if (notPlayed > 0) await print(`stopped at the first failure; ${notPlayed} not played`);
    await print(`\n${passed} passed, ${failed} failed`);
  }
  return failed === 0 ? exitCodes.done : exitCodes.scenarioFailed;
}

/** Plays one, and writes its journal where that was asked for. */
function play(plan: ScenarioPlan, number: number, { journal }: TestCommand, version: string): ScenarioResult {
  if (journal === undefined) return runScenario(plan);
  const words = plan.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const name = `${String(number).padStart(3, '0')}-${words.replace(/^-+|-+$/g, '').slice(0, 60)}.ndjson`;
  const exported = createExport(join(journal, name), version);
  const result = runScenario(plan, (record) => exported.hear(record));
  exported.finish({ how: 'ended', stateHash: result.stateHash });
  return result;
}

/** The head of a document stands above its first scenario. */
async function tell(result: ScenarioResult, before: ScenarioResult | undefined, verbose: boolean): Promise<void> {
  if (result.file !== before?.file)
    await print(`${before === undefined ? '' : '\n'}${result.file}: ${result.document}`);
  await print(`  ${resultText(result, verbose)}`);
}
