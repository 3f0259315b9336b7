/** The command `test`: plays scenarios, says which passed, and explains those that failed. */
import { join } from 'node:path';
import { checkOutputs } from '../../adapters/documents/outputs.ts';
import { createExport, exportBegins } from '../../adapters/journal/exportFile.ts';
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
 * Plays every scenario of the files and folders. Nothing is played when any document is wrong, or a journal can not be written.
 * @throws `scenarioWrong`, `deskFileWrong`, `missingFile`, `badArgument`, `notWritable`
 */
export async function testDesk(paths: readonly string[], options: TestCommand, version: string): Promise<ExitCode> {
  const plans = await findScenarios(paths);
  await checkJournals(plans, options);
  const results: ScenarioResult[] = [];
  for (const plan of plans) {
    const result = play(plan, journalOf(plan, results.length, options), version);
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

/** Tries every journal that will be written. @throws `notWritable` */
async function checkJournals(plans: readonly ScenarioPlan[], options: TestCommand): Promise<void> {
  const journals = plans.map((plan, index) => journalOf(plan, index, options)).filter((path) => path !== undefined);
  await checkOutputs(
    journals.map((path) => ({ path, begins: exportBegins })),
    plans.map(({ file }) => file),
  );
}

/** Where the journal of a scenario goes, if anywhere. */
function journalOf({ name }: ScenarioPlan, index: number, { journal }: TestCommand): string | undefined {
  if (journal === undefined) return undefined;
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const file = `${String(index + 1).padStart(3, '0')}-${words.replace(/^-+|-+$/g, '').slice(0, 60)}.ndjson`;
  return join(journal, file);
}

/** Plays one, and writes its journal where that was asked for. @throws `notWritable` */
function play(plan: ScenarioPlan, journal: string | undefined, version: string): ScenarioResult {
  if (journal === undefined) return runScenario(plan);
  const exported = createExport(journal, version);
  let result: ScenarioResult;
  try {
    result = runScenario(plan, (record) => exported.hear(record));
  } catch (error) {
    exported.abandon();
    throw error;
  }
  exported.finish({ how: 'ended', stateHash: result.stateHash });
  return result;
}

/** The head of a document stands above its first scenario. */
async function tell(result: ScenarioResult, before: ScenarioResult | undefined, verbose: boolean): Promise<void> {
  if (result.file !== before?.file)
    await print(`${before === undefined ? '' : '\n'}${result.file}: ${result.document}`);
  await print(`  ${resultText(result, verbose)}`);
}
