/** A notifier that runs a program: the subject and such in its arguments, the text on its standard input. */
import { spawn } from 'node:child_process';
import { OrdermatonError } from '../../errors.ts';
import type { Notifier } from '../../ports.ts';
import { filledText } from './placeholders.ts';
import { hiding } from './secrets.ts';

export interface CommandOptions {
  readonly name: string;
  /** The program and its arguments, with places such as `{subject}`; no shell reads them. */
  readonly run: readonly string[];
  /** It must have ended within so many milliseconds; then it is killed, with all that it has started. */
  readonly timeout?: number | undefined;
  /** What else may be in no error. */
  readonly secrets?: readonly string[];
}

const TIMEOUT = 10_000;
/** So much of what it complains of is kept: letters. */
const LONGEST = 1_000;

export function createCommand({ name, run, timeout = TIMEOUT, secrets = [] }: CommandOptions): Notifier {
  const hide = hiding(secrets);
  const [program = '', ...given] = run;
  return {
    name,
    send: (notice, end) =>
      new Promise((resolve, reject) => {
        const limit = AbortSignal.timeout(timeout);
        const signal = end === undefined ? limit : AbortSignal.any([limit, end]);
        const fail = (code: 'notifierFails' | 'notifierRefuses', problem: string): void =>
          reject(new OrdermatonError(code, { way: name, problem: hide(problem) }));
        const child = spawn(
          program,
          given.map((word) => filledText(word, notice)),
          {
            ...{ stdio: ['pipe', 'ignore', 'pipe'] as const, env: withoutOurs(process.env), detached: true },
          },
        );
        let complaint = '';
        const kill = (): void => {
          if (child.pid === undefined) return;
          try {
            process.kill(-child.pid, 'SIGKILL'); // its group: what it has started as well
          } catch {
            // it has ended meanwhile
          }
          child.stderr.destroy(); // one that has left its group may hold it open
        };
        signal.addEventListener('abort', kill, { once: true });
        child.on('error', (error) => fail('notifierRefuses', `${program} can not be run: ${error.message}`));
        child.stdin.on('error', () => undefined); // it need not read what it is told
        child.stderr.setEncoding('utf8').on('data', (text: string) => {
          complaint = (complaint + text).slice(0, LONGEST);
        });
        child.on('close', (code, killedBy) => {
          signal.removeEventListener('abort', kill);
          if (limit.aborted) reject(new OrdermatonError('notifierSilent', { way: name, seconds: timeout / 1_000 }));
          else if (code === 0) resolve();
          else
            fail('notifierFails', [`${program} ended with ${code ?? killedBy}`, complaint].filter(Boolean).join(': '));
        });
        child.stdin.end(notice.text);
      }),
  };
}

/** Tokens of the desk itself are no business of a program that tells people something. */
const withoutOurs = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('ORDERMATON_')));
