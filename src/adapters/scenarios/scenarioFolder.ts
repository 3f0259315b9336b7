/** Finds scenario documents: files that are named, and all that a folder holds. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { OrdermatonError } from '../../errors.ts';
import { fileProblem } from '../documents/fileProblem.ts';
import type { ScenarioPlan } from './plan.ts';
import { loadScenarios } from './scenarioFile.ts';

/**
 * Reads every scenario of the files and folders, in the order given; a folder by name. Mistakes of all documents are told together.
 * @throws `missingFile`, `badArgument` for a folder without scenarios, `scenarioWrong`, `deskFileWrong`
 */
export async function findScenarios(paths: readonly string[]): Promise<readonly ScenarioPlan[]> {
  const plans: ScenarioPlan[] = [];
  const wrong: OrdermatonError[] = [];
  for (const path of paths) {
    for (const file of await filesAt(path)) {
      try {
        plans.push(...(await loadScenarios(file)));
      } catch (error) {
        if (!(error instanceof OrdermatonError) || error.code !== 'scenarioWrong') throw error;
        wrong.push(error);
      }
    }
  }
  if (wrong.length === 0) return plans;
  const count = wrong.reduce((sum, { details }) => sum + Number(details.count), 0);
  throw new OrdermatonError('scenarioWrong', { count, list: wrong.map(({ details }) => details.list).join('\n') });
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((error: unknown) => {
    throw new OrdermatonError('missingFile', { file: path, problem: fileProblem(error) });
  });
  if (!found.isDirectory()) return [path];
  const names = (await readdir(path, { recursive: true })).filter((name) => /\.ya?ml$/.test(name)).sort();
  const files: string[] = [];
  for (const name of names) if (!(await isDesk(join(path, name)))) files.push(join(path, name));
  if (files.length > 0) return files;
  throw new OrdermatonError('badArgument', { argument: path, problem: 'holds no scenario document (*.yaml)' });
}

/** A desk may lie beside its scenarios: it has rules, and they have not. */
async function isDesk(file: string): Promise<boolean> {
  try {
    const document: unknown = parse(await readFile(file, 'utf8'));
    return typeof document === 'object' && document !== null && 'rules' in document && !('scenarios' in document);
  } catch {
    return false; // what is wrong with it is told when it is read as a scenario
  }
}
