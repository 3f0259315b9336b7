/** The guide to a paper account: its commands are run as they stand there, in order, with a real gateway where IB Gateway would be. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { exitCodes } from '../../src/cli/exit.ts';
import type { Running } from '../support/commandLine.ts';
import { root, startUnder } from '../support/commandLine.ts';
import { freshFolder } from '../support/journals.ts';
import { commands } from '../support/paperGuide.ts';

it('its commands do what it says: rehearsal, doctor, first run, stop, and flat at last', async () => {
  const state = freshFolder();
  const desk = join(state, 'desk.yaml');
  copyFileSync(`${root}examples/paper-desk.yaml`, desk);
  let port = '';
  const begin = (args: readonly string[]): Running =>
    startUnder(
      { ORDERMATON_STATE_DIR: state },
      ...args.map((arg) =>
        arg === 'desk.yaml'
          ? desk
          : ['4002', '4102'].includes(arg)
            ? port
            : arg.replace('~/.local/state/ordermaton', state),
      ),
    );
  const ends: (readonly [command: string, code: number | null])[] = [];
  for (const command of commands) {
    const [name = ''] = command;
    if (name === 'gateway') {
      port = '0';
      const gateway = begin([...command, '--json']);
      onTestFinished(async () => {
        gateway.signal('SIGTERM');
        await gateway.ended;
      });
      port = String((JSON.parse(await gateway.printed('}\n')) as { readonly port: number }).port);
      continue;
    }
    const running = begin(command);
    if (name === 'run') {
      await running.printed('orders may leave');
      // Only the first one enters: the rule acts once, and started again the desk goes on where it was.
      if (ends.every(([each]) => each !== 'run')) await running.printed('SPY entered: long 1');
      running.signal('SIGTERM');
    }
    const { code, stdout } = await running.ended;
    ends.push([name, code]);
    if (name === 'run' && code === exitCodes.staysOpen) expect(stdout).toMatch(/SPY 1 at .*, open, protected/);
    if (name === 'doctor') expect(stdout).toContain(' 0 failed, ');
  }
  expect(ends).toEqual([
    ['doctor', exitCodes.done],
    ['run', exitCodes.staysOpen],
    ['journal', exitCodes.done],
    ['journal', exitCodes.done],
    ['doctor', exitCodes.done],
    ['run', exitCodes.staysOpen],
    ['run', exitCodes.done],
    ['journal', exitCodes.done],
  ]);
});
