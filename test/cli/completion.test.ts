import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermatonHere as here } from '../support/commandLine.ts';

const scriptFor = async (shell: string) => (await here('completion', shell)).stdout;

describe('completion', () => {
  it.each([
    ['a command', ['po'], ['positions']],
    ['one of several', ['re'], ['recover', 'reduce', 'replay', 'resume']],
    ['an option', ['orders', '--a'], ['--all']],
    ['a command of a command', ['journal', 'ver'], ['verify']],
    ['one of the values that an option takes', ['place', '--type', 'stopL'], ['stopLimit']],
    ['nothing that is not there', ['nothing', '--a'], []],
  ])('in bash: %s', async (_what, typed, completed) => {
    const words = ['ordermaton', ...typed].map((word) => `'${word}'`).join(' ');
    const asks = `COMP_WORDS=(${words}); COMP_CWORD=${typed.length}; _ordermaton; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const script = `${await scriptFor('bash')}\n${asks}`;
    const told = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
    expect(
      told
        .split('\n')
        .filter((word) => word !== '')
        .toSorted(),
    ).toEqual(completed);
  });

  it.each(['bash', 'zsh', 'fish'])('in %s knows every command', async (shell) => {
    const script = await scriptFor(shell);
    const commands = [...(await here('--help')).stdout.matchAll(/^ {2}([a-z][a-z-]+)(?: |$)/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(commands.length).toBeGreaterThan(20);
    expect(commands.filter((name) => name !== 'ordermaton' && !new RegExp(`\\b${name}\\b`).test(script))).toEqual([]);
  });

  it('for a shell that it does not know is refused', async () => {
    expect((await here('completion', 'tcsh')).code).toBe(exitCodes.usage);
  });
});
