/** The guide to a paper account: its commands are run as they stand there, in order, with a real gateway where IB Gateway would be. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkNames } from '../../src/adapters/doctor/catalogue.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import type { Running } from '../support/commandLine.ts';
import { root, startUnder } from '../support/commandLine.ts';
import { freshFolder } from '../support/journals.ts';

const guide = readFileSync(`${root}docs/guides/paper-account.md`, 'utf8');
const lines = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.trim().split('\n'));
const OURS = 'npm run -s ordermaton -- ';
const commands = lines.filter((line) => line.startsWith(OURS)).map((line) => line.slice(OURS.length).split(' '));

it('every command of the guide is one of ours, or one that a test can not run', () => {
  const others = lines.filter((line) => !line.startsWith(OURS));
  expect(others).toEqual([
    'git clone <address of this repository> ordermaton && cd ordermaton',
    'npm ci',
    'npm start -- --speed max',
    'cp examples/paper-desk.yaml desk.yaml',
    'rm ~/.local/state/ordermaton/DU1234567.db*',
  ]);
  expect(commands.map(([name]) => name)).toEqual([
    ...['gateway', 'doctor', 'run', 'journal', 'journal', 'doctor', 'run', 'run', 'journal'],
  ]);
});

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

it('says of every box in the settings what the doctor looks at or names', () => {
  for (const box of [
    'Read-Only API',
    'Trusted IPs',
    'Master API client ID',
    'Auto restart',
    'Socket port',
    'Size Limit',
  ])
    expect(guide).toContain(`*${box}*`);
  expect(checkNames).toEqual(expect.arrayContaining(['readOnly', 'trusted', 'masterClient', 'autoRestart', 'socket']));
});
