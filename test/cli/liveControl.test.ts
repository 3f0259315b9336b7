/** A desk at a broker that is commanded while it runs, killed, and goes on as it was told; its tokens are nowhere to be found. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openJournal } from '../../src/adapters/journal/journalFile.ts';
import { exitCodes } from '../../src/cli/exit.ts';
import { controlOf } from '../../src/cli/run/servedApi.ts';
import { ordermatonHere as here, startUnder } from '../support/commandLine.ts';
import { opened } from '../support/gateway.ts';
import { freshFolder } from '../support/journals.ts';

const CONTROL = 'another-token-of-letters';
afterEach(() => vi.unstubAllEnvs());

async function live() {
  const gateway = await opened();
  onTestFinished(() => gateway.close());
  const folder = freshFolder();
  const [desk, state] = [join(folder, 'desk.yaml'), join(folder, 'state')];
  writeFileSync(desk, 'desk: live\naccount: DU1234567\nsymbols: [SPY]\nrisk: { maxOrderQuantity: 100 }\nrules: {}\n');
  const run = async (...options: readonly string[]) => {
    const running = startUnder(
      { ORDERMATON_CONTROL_TOKEN: CONTROL },
      ...['run', '--broker', 'ib', '--desk', desk, '--state-dir', state, '--port', String(gateway.port), ...options],
    );
    onTestFinished(async () => {
      running.signal('SIGKILL');
      await running.ended;
    });
    const said = await running.printed('orders may leave');
    const port = /served at 127\.0\.0\.1:(\d+)/.exec(said)?.[1] ?? '';
    return { running, type: (...words: readonly string[]) => here(...words, '--port', port, '--state-dir', state) };
  };
  return { gateway, state, run };
}

describe('a desk at a broker that is commanded', () => {
  it('places, halts, stays halted over a kill, and trades again when it is resumed', async () => {
    const { gateway, state, run } = await live();
    vi.stubEnv('ORDERMATON_CONTROL_TOKEN', CONTROL);
    const first = await run();
    const until = async (holds: (stdout: string) => boolean, ...words: readonly string[]): Promise<string> => {
      for (;;) {
        const { stdout } = await first.type(...words);
        if (holds(stdout)) return stdout;
      }
    };
    await until((text) => /^data +usable$/m.test(text), 'status');
    const placed = await first.type('place', 'buy', '10', 'SPY', '--arm', '--why', 'by hand');
    expect(placed).toMatchObject({ code: exitCodes.done, stderr: '' });
    await until((text) => text.includes('"quantity": "10"'), 'positions', '--json');
    expect(gateway.save().orders.executions).toHaveLength(1);
    const refused = await first.type('place', 'buy', '101', 'SPY', '--arm');
    expect([refused.code, refused.stderr]).toEqual([exitCodes.refused, expect.stringContaining('above the limit')]);
    expect((await first.type('halt', '--why', 'news at two', '--operator', 'ada')).code).toBe(exitCodes.done);
    first.running.signal('SIGKILL');
    await first.running.ended;

    const second = await run();
    expect((await second.type('status')).stdout).toMatch(/^trading +desk halted$/m);
    const halted = await second.type('place', 'buy', '10', 'SPY', '--arm');
    expect([halted.code, halted.stderr]).toEqual([exitCodes.refused, expect.stringContaining('Trading is halted')]);
    expect((await second.type('resume', '--arm', '--why', 'it is over')).code).toBe(exitCodes.done);
    second.running.signal('SIGTERM');
    expect((await second.running.ended).stderr).toContain('The desk begins halted, marked as halted at');

    const third = await run();
    expect((await third.type('status')).stdout).toMatch(/^trading +active$/m);
    third.running.signal('SIGTERM');
    const { stderr } = await third.running.ended;
    expect(stderr).not.toContain('begins halted');

    const journal = openJournal(join(state, 'DU1234567.db'));
    onTestFinished(() => journal.close());
    const inputs = [...journal.recordsNow()].map(({ envelope }) => envelope);
    const asked = inputs.flatMap(({ data, sequence }) =>
      data.type === 'control.asked' ? [{ ...data, next: inputs.find((each) => each.cause === sequence)?.type }] : [],
    );
    expect(asked.map(({ event, next, armed }) => [event, next, armed])).toEqual([
      ['desk.place', 'desk.place', true],
      ['desk.place', 'desk.place', true],
      ['risk.halt', 'risk.halt', false],
      ['desk.place', 'desk.place', true],
      ['risk.resume', 'risk.resume', true],
    ]);
    expect(asked.find(({ event }) => event === 'risk.halt')).toMatchObject({ operator: 'ada', why: 'news at two' });
    const written = readdirSync(state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
    expect(written.filter((text) => text.includes(CONTROL))).toEqual([]);
    expect(readdirSync(state).filter((name) => name.endsWith('.token'))).toHaveLength(1); // of the one that was killed
  });
});

describe('what a desk may be armed by', () => {
  const token = { ORDERMATON_CONTROL_TOKEN: CONTROL };
  const at = { seed: 7, onBadRow: 'stop', onMissingDay: 'stop', logLevel: 'warn' } as const;

  it('a token, for a simulated market and a paper account', () => {
    expect(controlOf(at, 'simulated', token)).toEqual({ token: CONTROL });
    expect(controlOf(at, 'paper', token)).toEqual({ token: CONTROL });
    expect(controlOf(at, 'paper', {})).toEqual({});
  });

  it('for real money a token and an option of its own', () => {
    expect(controlOf(at, 'live', token)).toEqual({ why: expect.stringContaining('--live-control') as string });
    expect(controlOf({ ...at, liveControl: true }, 'live', {})).toEqual({});
    expect(controlOf({ ...at, liveControl: true }, 'live', token)).toEqual({ token: CONTROL });
  });

  it('not by a token that could be guessed, nor by an option that is for something else', async () => {
    const state = join(freshFolder(), 'state');
    vi.stubEnv('ORDERMATON_CONTROL_TOKEN', 'short');
    const short = await here('run', '--api', '0', '--state-dir', state);
    expect([short.code, short.stderr]).toEqual([exitCodes.usage, expect.stringContaining('shorter than 12 letters')]);
    vi.stubEnv('ORDERMATON_CONTROL_TOKEN', CONTROL);
    const other = await here('run', '--api', '0', '--live-control', '--state-dir', state);
    expect([other.code, other.stderr]).toEqual([
      exitCodes.usage,
      expect.stringContaining('--live-control: is for an account'),
    ]);
    expect(existsSync(state)).toBe(false);
  });
});
