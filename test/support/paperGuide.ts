/** The guide to a paper account, and the commands of ours that stand in it, in order. */
import { readFileSync } from 'node:fs';
import { root } from './commandLine.ts';

export const guide = readFileSync(`${root}docs/guides/paper-account.md`, 'utf8');
const OURS = 'npm run -s ordermaton -- ';
const lines = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
export const commands = lines.filter((line) => line.startsWith(OURS)).map((line) => line.slice(OURS.length).split(' '));
export const others = lines.filter((line) => !line.startsWith(OURS));
