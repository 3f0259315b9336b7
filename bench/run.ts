/** `npm run bench`: every figure beside its peer, results compared before times count. `--quick` takes one round, `--write <file>` keeps the table. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Case, Sample } from './measure.ts';
import { cpuRateOf, median, sampleCase, wallRateOf } from './measure.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, write: { type: 'string' } } });
const ROUNDS = values.quick ? 1 : 5;
const root = fileURLToPath(new URL('..', import.meta.url));

interface Row {
  readonly what: string;
  readonly figure: string;
  readonly peer: string;
  readonly ratio: string;
  readonly floor: string;
  readonly holds: boolean;
}
type Judge = (name: string, samples: ReadonlyMap<string, readonly Sample[]>) => readonly Row[];

const rate = (value: number): string => `${Math.round(value).toLocaleString('en-US')}/s`;
const memory = (samples: readonly Sample[]): number => Math.max(...samples.map((sample) => sample.memory));

/** The first variant beside the second: at least `floor` times its rate, by CPU time unless told. */
const ratioOf =
  (floor: number, rateOf = cpuRateOf): Judge =>
  (name, samples) => {
    const [[ours, oursSamples], [peer, peerSamples]] = [...samples] as [[string, Sample[]], [string, Sample[]]];
    const ratio = rateOf(oursSamples) / rateOf(peerSamples);
    return [
      {
        what: `${name}: ${ours}`,
        figure: rate(rateOf(oursSamples)),
        peer: `${peer} ${rate(rateOf(peerSamples))}`,
        ratio: ratio.toFixed(2),
        floor: `≥ ${floor}`,
        holds: ratio >= floor,
      },
    ];
  };

/** The second variant costs at most `ceiling` times the first, an operation. */
const costOf =
  (ceiling: number): Judge =>
  (name, samples) => {
    const [[few, fewSamples], [many, manySamples]] = [...samples] as [[string, Sample[]], [string, Sample[]]];
    const ratio = cpuRateOf(fewSamples) / cpuRateOf(manySamples);
    return [
      {
        what: `${name}: cost with ${many}`,
        figure: rate(cpuRateOf(manySamples)),
        peer: `${few} ${rate(cpuRateOf(fewSamples))}`,
        ratio: ratio.toFixed(2),
        floor: `≤ ${ceiling}`,
        holds: ratio <= ceiling,
      },
    ];
  };

/** Each variant by itself: so many operations a second of CPU time, or more. */
const atLeast =
  (floor: number): Judge =>
  (name, samples) =>
    [...samples].map(([variant, own]) => ({
      what: `${name}: ${variant}`,
      figure: rate(cpuRateOf(own)),
      peer: '',
      ratio: '',
      floor: `≥ ${rate(floor)}`,
      holds: cpuRateOf(own) >= floor,
    }));

const backtest: Judge = (name, samples) => {
  const [[ours, oursSamples], [peer, peerSamples]] = [...samples] as [[string, Sample[]], [string, Sample[]]];
  const [our, theirs, held] = [cpuRateOf(oursSamples), cpuRateOf(peerSamples), memory(oursSamples)];
  return [
    {
      what: `${name}: ${ours}`,
      figure: rate(our),
      peer: `${peer} ${rate(theirs)}`,
      ratio: (our / theirs).toFixed(2),
      floor: '≥ 80,000/s',
      holds: our >= 80_000,
    },
    {
      what: `${name}: memory`,
      figure: `${Math.round(held)} MB`,
      peer: `${peer} ${Math.round(memory(peerSamples))} MB`,
      ratio: '',
      floor: '< 400 MB',
      holds: held < 400,
    },
  ];
};

const suites: readonly (readonly [file: string, judges: readonly Judge[]])[] = [
  ['lifecycle.ts', [ratioOf(0.35), costOf(1.5)]],
  ['bus.ts', [ratioOf(1), ratioOf(1), ratioOf(1)]],
  ['rules.ts', [atLeast(100_000)]],
  ['backtest.ts', [backtest]],
  ['inbound.ts', [ratioOf(0.5)]],
  ['journal.ts', [ratioOf(0.8, wallRateOf), ratioOf(0.8, wallRateOf), ratioOf(0.8, wallRateOf)]],
];

/** The five real days through the command line, from the start of the process to its end. */
function fiveDays(): readonly Row[] {
  const data = `${root}../shared/data`;
  if (!existsSync(data)) return [];
  const args = [
    'src/cli/main.ts',
    'run',
    '--data',
    `${data}/lean`,
    '--symbols',
    'SPY,IBM,BAC,AIG',
    '--from',
    '2013-10-07',
    '--to',
    '2013-10-11',
    '--signals',
    `${data}/signals/options-flow-predictions-2013-10-07_11.ndjson`,
    '--json',
  ];
  const journals = mkdtempSync(join(tmpdir(), 'ordermaton-bench-'));
  const seconds: number[] = [];
  const hashes = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const { stdout, status } = spawnSync(process.execPath, [...args, '--journal', join(journals, `${round}.db`)], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    seconds.push((performance.now() - began) / 1_000);
    if (status !== 0) throw new Error('the five days did not end well');
    hashes.add((JSON.parse(stdout) as { stateHash: string }).stateHash);
  }
  if (hashes.size !== 1) throw new Error('the five days differ from run to run');
  const took = median(seconds);
  const { input, tick } = sizesOf(join(journals, '0.db'));
  rmSync(journals, { recursive: true });
  return [
    figure('five real days: an input in the journal', input, 'bytes', 250),
    figure('five real days: a market tick in the journal', tick, 'bytes', 40),
    {
      what: 'five real days, four symbols, the whole command',
      figure: `${took.toFixed(2)} s`,
      peer: '',
      ratio: '',
      floor: '< 10 s',
      holds: took < 10,
    },
  ];
}

/** Bytes of the file for each input that is a row of its own, and for each tick in a block. */
function sizesOf(file: string): { readonly input: number; readonly tick: number } {
  const journal = new DatabaseSync(file, { readOnly: true });
  const number = (sql: string): number => Number(Object.values(journal.prepare(sql).get() ?? {})[0]);
  const bytes = (table: string): number => number(`SELECT sum(pgsize) FROM dbstat WHERE name = '${table}'`);
  const sizes = {
    input: (bytes('records') + bytes('batches')) / number('SELECT count(*) FROM records'),
    tick: bytes('blocks') / number('SELECT sum(last - first + 1) FROM blocks'),
  };
  journal.close();
  return sizes;
}

/** A row of a figure that stands by itself. */
const figure = (what: string, value: number, unit: string, ceiling: number): Row => ({
  what,
  figure: `${value.toFixed(2)} ${unit}`,
  peer: '',
  ratio: '',
  floor: `< ${ceiling} ${unit}`,
  holds: value < ceiling,
});

/** What the disk costs a live engine. */
function disk(): readonly Row[] {
  const child = fileURLToPath(new URL('./latency.ts', import.meta.url));
  const rounds = Array.from({ length: ROUNDS }, () => {
    const { stdout, status } = spawnSync(process.execPath, [child], { encoding: 'utf8' });
    if (status !== 0) throw new Error('the delays could not be measured');
    return JSON.parse(stdout) as { readonly release: number; readonly loop: number };
  });
  return [
    figure(
      'from an input to its command at the broker, durable, p50',
      median(rounds.map(({ release }) => release)),
      'ms',
      2,
    ),
    figure(
      'delay of the event loop at 20,000 durable inputs a second, p99',
      median(rounds.map(({ loop }) => loop)),
      'ms',
      5,
    ),
  ];
}

/** What a broker over a socket costs. */
function gateway(): readonly Row[] {
  const child = fileURLToPath(new URL('./gateway.ts', import.meta.url));
  const rounds = Array.from({ length: ROUNDS }, () => {
    const { stdout, status } = spawnSync(process.execPath, [child], { encoding: 'utf8' });
    if (status !== 0) throw new Error('the gateway could not be measured');
    return JSON.parse(stdout) as {
      readonly way: { readonly adapter: number; readonly library: number };
      readonly answers: { readonly p99: number; readonly perSecond: number };
    };
  });
  const [ours, peer] = [median(rounds.map(({ way }) => way.adapter)), median(rounds.map(({ way }) => way.library))];
  const perSecond = Math.round(median(rounds.map(({ answers }) => answers.perSecond)));
  return [
    {
      what: 'from an order command to its bytes at the server, p50',
      figure: `${ours.toFixed(3)} ms`,
      peer: `IBApi.placeOrder ${peer.toFixed(3)} ms`,
      ratio: (ours / peer).toFixed(2),
      floor: '≤ 1.5',
      holds: ours <= 1.5 * peer,
    },
    figure(
      `an answer of the gateway to one of twenty clients, ${perSecond} messages a second in all, p99`,
      median(rounds.map(({ answers }) => answers.p99)),
      'ms',
      20,
    ),
  ];
}

/** What a gateway holds: it keeps the orders of a day, so two half hours of equal trading with a midnight between them must come to the same. */
function gatewayMemory(): readonly Row[] {
  const child = fileURLToPath(new URL('./memory.ts', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [child], { encoding: 'utf8' });
  if (status !== 0) throw new Error('the memory of the gateway could not be measured');
  type Held = { readonly memory: number; readonly orders: number; readonly executions: number };
  const [, first, before, second] = JSON.parse(stdout) as readonly [Held, Held, Held, Held];
  if (first.orders !== second.orders) throw new Error('the two halves of the hour did not come to the same orders');
  const kept = `with ${second.orders.toLocaleString('en-US')} orders and ${second.executions.toLocaleString('en-US')} executions of the day`;
  return [
    {
      what: `memory of a gateway after an hour of simulated trading by twenty clients, ${kept}`,
      figure: `${second.memory.toFixed(1)} MB`,
      peer: `half an hour before, with as many ${first.memory.toFixed(1)} MB`,
      ratio: (second.memory / first.memory).toFixed(2),
      floor: '≤ 1.05',
      holds: second.memory <= 1.05 * first.memory,
    },
    figure(
      'memory of a gateway: an order of the day, with half an execution',
      ((second.memory - before.memory) * 1_024) / (second.orders - before.orders),
      'KB',
      4,
    ),
  ];
}

/** How long an engine takes to be what it was. */
function restart(): readonly Row[] {
  const child = fileURLToPath(new URL('./restart.ts', import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [child], { encoding: 'utf8' });
  if (status !== 0) throw new Error('the restarts could not be measured');
  type Measured = { readonly seconds: number; readonly found: number };
  const { record, orders } = JSON.parse(stdout) as { readonly record: Measured; readonly orders: Measured };
  const count = ({ found }: Measured): string => found.toLocaleString('en-US');
  return [
    figure(`restart from the record alone: ${count(record)} inputs`, record.seconds, 's', 60),
    figure(`restart from a checkpoint: ${count(orders)} live orders`, orders.seconds, 's', 2),
  ];
}

const rows: Row[] = [];
for (const [file, judges] of suites) {
  const path = fileURLToPath(new URL(`./${file}`, import.meta.url));
  const { cases } = (await import(path)) as { cases: readonly Case[] };
  for (const [index, { name, variants }] of cases.entries()) {
    process.stderr.write(`${name} …\n`);
    rows.push(...(judges[index] as Judge)(name, sampleCase(path, name, Object.keys(variants), ROUNDS)));
  }
}
process.stderr.write('five real days …\n');
rows.push(...fiveDays());
process.stderr.write('the disk …\n');
rows.push(...disk());
process.stderr.write('the gateway …\n');
rows.push(...gateway());
process.stderr.write('the memory of the gateway …\n');
rows.push(...gatewayMemory());
process.stderr.write('restarts …\n');
rows.push(...restart());

const table = [
  `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores. Rates are a second of CPU time (for durable inputs a second on the wall), the median of ${ROUNDS} round(s); each variant ran in a process of its own, in turn with its peer, and came to the same result.`,
  '',
  '| what | figure | beside | ratio | floor | |',
  '| --- | --- | --- | --- | --- | --- |',
  ...rows.map(
    ({ what, figure, peer, ratio, floor, holds }) =>
      `| ${what} | ${figure} | ${peer} | ${ratio} | ${floor} | ${holds ? 'holds' : '**missed**'} |`,
  ),
].join('\n');
process.stdout.write(`${table}\n`);
if (values.write !== undefined)
  writeFileSync(values.write, `# Performance\n\nMeasured by \`npm run bench\`.\n\n${table}\n`);
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;
