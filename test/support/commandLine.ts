/** The command line: as a process of its own, or in this one where no process is needed. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { main } from '../../src/cli/program.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves once stdout contains the text, with all of it. */
  printed(text: string): Promise<string>;
  /** The same of its log. */
  logged(text: string): Promise<string>;
  signal(signal: NodeJS.Signals): void;
}

export const start = (...args: readonly string[]): Running => startUnder({}, ...args);

/** With this in its environment, beside what ours has. */
export function startUnder(environment: Readonly<Record<string, string>>, ...args: readonly string[]): Running {
  const child = spawn(process.execPath, ['src/cli/main.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let [stdout, stderr] = ['', ''];
  const waiting: { text: string; resolve: (all: string) => void }[] = [];
  const waitingForLog: typeof waiting = [];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    for (const each of waiting) if (stdout.includes(each.text)) each.resolve(stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    for (const each of waitingForLog) if (stderr.includes(each.text)) each.resolve(stderr);
  });
  return {
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr }))),
    printed: (text) =>
      stdout.includes(text)
        ? Promise.resolve(stdout)
        : new Promise((resolve) => {
            waiting.push({ text, resolve });
          }),
    logged: (text) =>
      stderr.includes(text)
        ? Promise.resolve(stderr)
        : new Promise((resolve) => {
            waitingForLog.push({ text, resolve });
          }),
    signal: (signal) => void child.kill(signal),
  };
}

/** What a process has said when it has ended. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

export const ordermaton = (...args: readonly string[]): Promise<Ended> => start(...args).ended;

/** The same in this process, one after the other: what it prints is caught. */
export async function ordermatonHere(...args: readonly string[]): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const written = (add: (text: string) => void) =>
    ((text: string, done?: (error?: Error | null) => void) => {
      add(text);
      done?.();
      return true;
    }) as typeof process.stdout.write;
  const caught = [
    vi.spyOn(process.stdout, 'write').mockImplementation(
      written((text) => {
        stdout += text;
      }),
    ),
    vi.spyOn(process.stderr, 'write').mockImplementation(
      written((text) => {
        stderr += text;
      }),
    ),
  ];
  try {
    const code = await main(args);
    return { code, stdout, stderr };
  } finally {
    for (const each of caught) each.mockRestore();
  }
}
