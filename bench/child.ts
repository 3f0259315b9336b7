/** One variant in a process of its own, which keeps its heap as the command line does; prints its sample. */
import '../src/cli/heap.ts';
import type { Case } from './measure.ts';
import { runVariant } from './measure.ts';

const [file = '', caseName = '', variantName = ''] = process.argv.slice(2);
const { cases } = (await import(file)) as { cases: readonly Case[] };
const variant = cases.find(({ name }) => name === caseName)?.variants[variantName];
if (variant === undefined) throw new Error(`there is no ${caseName} ${variantName} in ${file}`);
process.stdout.write(JSON.stringify(await runVariant(variant)));
