/**
 * Times variants of the same work fairly: each in a process of its own, in turn (A B A B …), after a warm-up, by CPU time; the results
 * of all variants must be equal before any time counts.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What one run of one variant came to. */
export interface Sample {
  /** Must be equal for all variants of a case. */
  readonly result: string;
  /** How many operations were timed. */
  readonly operations: number;
  /** CPU time of the timed part, all threads: microseconds. */
  readonly cpuMicroseconds: number;
  readonly wallMilliseconds: number;
  /** The most memory the process ever held: megabytes. */
  readonly memory: number;
}

/** One way of doing the work: prepares, warms up, and returns the timed part. */
export type Variant = () => Promise<() => Promise<{ readonly result: string; readonly operations: number }>>;

export interface Case {
  readonly name: string;
  readonly variants: Readonly<Record<string, Variant>>;
}

/** Runs one variant in this process; called in a child. */
export async function runVariant(variant: Variant): Promise<Sample> {
  const timed = await variant();
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const began = performance.now();
  const { result, operations } = await timed();
  const wallMilliseconds = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  return {
    result,
    operations,
    cpuMicroseconds: user + system,
    wallMilliseconds,
    memory: process.resourceUsage().maxRSS / 1024,
  };
}

/** Runs the variants of a case in turn, each in its own process. @throws when their results differ */
export function sampleCase(
  file: string,
  caseName: string,
  variants: readonly string[],
  rounds: number,
): Map<string, Sample[]> {
  const samples = new Map<string, Sample[]>(variants.map((name) => [name, []]));
  const child = fileURLToPath(new URL('./child.ts', import.meta.url));
  for (let round = 0; round < rounds; round++) {
    for (const name of variants) {
      const text = execFileSync(process.execPath, ['--expose-gc', child, file, caseName, name], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      samples.get(name)?.push(JSON.parse(text) as Sample);
    }
  }
  const results = new Set([...samples.values()].flat().map(({ result }) => result));
  if (results.size !== 1) throw new Error(`${caseName}: the results differ: ${[...results].join(' | ')}`);
  return samples;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Operations a second of CPU time: the median of the samples. */
export const cpuRateOf = (samples: readonly Sample[]): number =>
  median(samples.map(({ operations, cpuMicroseconds }) => (operations / cpuMicroseconds) * 1e6));

/** Operations a second of the clock on the wall, for what waits for the disk: the median of the samples. */
export const wallRateOf = (samples: readonly Sample[]): number =>
  median(samples.map(({ operations, wallMilliseconds }) => (operations / wallMilliseconds) * 1_000));
