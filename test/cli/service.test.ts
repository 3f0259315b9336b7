/** A run under a service manager. What the manager hears is written down by a program of the name that systemd gives its own. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exitCodes } from '../../src/cli/exit.ts';
import { ordermatonHere, root, startUnder } from '../support/commandLine.ts';
import { freshFolder } from '../support/journals.ts';

function manager() {
  const folder = freshFolder();
  const program = join(folder, 'systemd-notify');
  writeFileSync(program, `#!/bin/sh\necho "$*" >> "$NOTIFY_SOCKET"\n`);
  chmodSync(program, 0o755);
  const heard = join(folder, 'heard');
  return {
    environment: { NOTIFY_SOCKET: heard, PATH: `${folder}${delimiter}${process.env.PATH}` },
    heard: (): readonly string[] => (existsSync(heard) ? readFileSync(heard, 'utf8').trimEnd().split('\n') : []),
  };
}
const day = ['run', '--no-journal', '--speed'] as const;

describe('a run that a service manager started', () => {
  it('says that it is ready once the broker has been read, that it lives, how it stands, and that it ends', async () => {
    const { environment, heard } = manager();
    const run = startUnder({ ...environment, WATCHDOG_USEC: '300000' }, ...day, '12000');
    expect(await run.ended).toMatchObject({ code: exitCodes.done, stderr: '' });
    const lines = heard();
    expect(lines.filter((line) => line.startsWith('READY=1'))).toEqual([
      expect.stringMatching(/^READY=1 STATUS=positions open: 0, alarms: 0, inputs: \d+$/),
    ]);
    expect(lines).toContainEqual(
      expect.stringMatching(/^WATCHDOG=1 STATUS=positions open: \d+, alarms: \d+, inputs: \d+$/),
    );
    expect(lines.filter((line) => line === 'STOPPING=1')).toHaveLength(1);
  });

  it('says that it ends as soon as it is asked to', async () => {
    const { environment, heard } = manager();
    const run = startUnder(environment, ...day, '1200');
    await run.printed('session 2025-03-03 opened');
    run.signal('SIGTERM');
    await run.ended;
    expect(heard().filter((line) => line === 'STOPPING=1')).toHaveLength(1);
  });

  it('goes on where it can tell nothing, and says so once', async () => {
    const nobody = freshFolder();
    const run = startUnder(
      { NOTIFY_SOCKET: join(nobody, 'socket'), PATH: nobody, WATCHDOG_USEC: '30000' },
      ...day,
      'max',
      '--json',
    );
    const { code, stderr } = await run.ended;
    expect(code).toBe(exitCodes.done);
    expect(stderr.match(/systemd hears nothing/g)).toHaveLength(1);
    expect(stderr).toContain('systemd-notify');
  });

  it('tells nobody when nobody asked', async () => {
    const { environment, heard } = manager();
    await startUnder({ PATH: environment.PATH }, ...day, 'max', '--json').ended;
    expect(heard()).toEqual([]);
  });
});

describe('the examples of a service', () => {
  const read = (name: string): string => readFileSync(join(root, 'examples/service', name), 'utf8');
  const unit = Object.fromEntries(
    read('ordermaton.service')
      .split('\n')
      .filter((line) => /^\w+=/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const { desk } = (
    parse(read('compose.yaml')) as { services: { desk: { command: string[]; stop_grace_period: string } } }
  ).services;

  it.each([
    ['the unit of systemd', (unit.ExecStart ?? '').split(' ').slice(2)],
    ['the compose file', desk.command],
  ])('give a command that is one: %s', async (_where, command) => {
    expect(command.slice(0, 2)).toEqual(['run', '--desk']);
    expect(await ordermatonHere(...command)).toMatchObject({
      code: exitCodes.data,
      stderr: expect.stringContaining('/etc/ordermaton/desk.yaml'),
    });
  });

  it('do not start again what would fail again, and take open positions under their stops for a good end', () => {
    const { usage, data, runtime, emergency, staysOpen } = exitCodes;
    expect(unit.RestartPreventExitStatus?.split(' ').map(Number)).toEqual([usage, data, runtime, emergency]);
    expect(Number(unit.SuccessExitStatus)).toBe(staysOpen);
  });

  it('leave a run more than the twenty seconds that it needs to end', () => {
    expect(Number(unit.TimeoutStopSec)).toBeGreaterThan(20);
    expect(Number.parseInt(desk.stop_grace_period, 10)).toBeGreaterThan(20);
  });
});
