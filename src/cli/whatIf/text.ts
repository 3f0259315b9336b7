/** What a what-if found, for people and for programs: whatever is read of it, it says that it is hypothetical. */
import pc from 'picocolors';
import type { FigureBeside, RowsBeside, RunComparison } from '../../adapters/reports/comparison.ts';
import { grouped } from '../../adapters/reports/figures.ts';
import type { Report } from '../../adapters/reports/report.ts';
import type { FittedColumn } from '../../adapters/reports/terminal.ts';
import { clipped, plainTable, wrapped } from '../../adapters/reports/terminal.ts';
import { eventFields } from '../../adapters/scenarios/factTexts.ts';
import type { Envelope } from '../../envelope.ts';
import { isoTime } from '../../identifiers.ts';
import { lineOf } from '../journal/lines.ts';

/** The record beside what might have been. */
export interface WhatIf {
  readonly file: string;
  /** The version that played. */
  readonly version: string;
  readonly from: { readonly sequence: number; readonly at: string };
  readonly changes: { readonly added: number; readonly dropped: number; readonly replaced: number };
  /** Whether the record says how it ended. */
  readonly isWhole: boolean;
  /**
   * Why the paper broker was begun at the branch with what the broker of the record had told, and not by living through the day: at which
   * input it does not come to the record. `null` where it did; then it stands at the branch exactly as it was.
   */
  readonly seeded: { readonly sequence: number; readonly problem: string } | null;
  /** `null` where everything is as recorded, and where the paper broker was seeded: then nothing is compared input by input. */
  readonly firstDifference: {
    readonly sequence: number;
    readonly recorded: Envelope | null;
    readonly hypothetical: Envelope | null;
  } | null;
  /** Whether it differs before anything that was changed was heard. */
  readonly isByItself: boolean;
  readonly inputs: Beside<number>;
  readonly comparison: RunComparison;
  readonly stateHash: Beside<string>;
}
interface Beside<T> {
  readonly recorded: T;
  readonly hypothetical: T;
}

/** Stands before every line. */
const MARK = 'HYPOTHETICAL ';
/** Rows that are written out; the rest is counted. */
const SHOWN = 20;

/** One document, which says first of all what it is. */
export function whatIfJson({ firstDifference, comparison, ...rest }: WhatIf): string {
  const told = (envelope: Envelope | null) =>
    envelope === null
      ? null
      : { at: isoTime(envelope.at), source: envelope.source, type: envelope.type, ...eventFields(envelope.data) };
  const first =
    firstDifference === null
      ? null
      : {
          sequence: firstDifference.sequence,
          recorded: told(firstDifference.recorded),
          hypothetical: told(firstDifference.hypothetical),
        };
  return JSON.stringify({ hypothetical: true, ...rest, firstDifference: first, ...comparison }, null, 2);
}

/** The same for people; no line wider than `width`. */
export function whatIfText(found: WhatIf, width = Number.POSITIVE_INFINITY): string {
  const room = width - MARK.length;
  const { comparison } = found;
  const lines = [
    ...headLines(found).map((line) => wrapped(line, room)),
    ...differenceLines(found).map((line) => clipped(line, room)),
    '',
    plainTable(figureColumns, Object.entries(figureNames).map(([name, title]) => figureRow(title, comparison.account[name as keyof typeof figureNames])), { width: room, head: pc.dim }), // biome-ignore format: one thought
    '',
    ...rowLines('Fills', comparison.fills, fillText),
    ...rowLines('Round trips', comparison.trades, tradeText),
    ...rowLines('Orders', comparison.orders, orderText),
    ...rowLines('Open at the end', comparison.openPositions, openText),
    `State: ${found.stateHash.recorded} recorded`,
    `       ${found.stateHash.hypothetical} hypothetical`,
  ];
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => `${pc.yellow(MARK)}${clipped(line, room)}`.trimEnd())
    .join('\n');
}

function headLines({ file, from, changes, seeded, isWhole, inputs }: WhatIf): readonly string[] {
  const { added, dropped, replaced } = changes;
  return [
    `What if ${file} had gone on otherwise behind input ${from.sequence} (${from.at}): ${added} input(s) added, ${dropped} dropped, ${replaced} replaced.`,
    `The paper broker answers from there on; ${inputs.recorded} inputs are recorded, ${inputs.hypothetical} were heard.`,
    ...(seeded === null
      ? []
      : [
          `The paper broker does not come to the branch by itself: at input ${seeded.sequence} ${seeded.problem}. So it begins there with what the broker had told.`,
          'What a broker does not tell is begun anew: the place in a queue, what was taken of a quote, how far a trailing stop had come.',
        ]),
    ...(isWhole ? [] : ['The record breaks off: what was on its way when it did arrives here, and did not there.']),
  ];
}

function differenceLines({ seeded, firstDifference: first, isByItself }: WhatIf): readonly string[] {
  if (seeded !== null) return [];
  if (first === null) return ['Nothing differs: every input and every command is as recorded.'];
  const { recorded, hypothetical } = first;
  return [
    `The first difference is input ${first.sequence}:`,
    `  - ${recorded === null ? 'nothing, the record has ended' : lineOf(recorded)}`,
    `  + ${hypothetical === null ? 'nothing, the run has ended' : lineOf(hypothetical)}`,
    ...(isByItself
      ? ['It comes before anything that was changed: from there on not all that differs is for the changes.']
      : []),
  ];
}

const figureNames = {
  endingEquity: 'equity',
  realised: 'realised',
  unrealised: 'unrealised',
  fees: 'fees',
  dividends: 'dividends',
  maxDrawdown: 'deepest drawdown',
} as const satisfies Partial<Record<keyof RunComparison['account'], string>>;
const figureColumns: readonly FittedColumn[] = [
  { title: '', align: 'left' },
  { title: 'recorded', align: 'right', goes: 1 },
  { title: 'hypothetical', align: 'right' },
  { title: 'difference', align: 'right' },
];

const figureRow = (title: string, { recorded, hypothetical, difference }: FigureBeside): readonly string[] => [
  title,
  grouped(recorded),
  grouped(hypothetical),
  signed(difference),
];

function signed(exact: string): string {
  if (exact === '0') return '0.00';
  return exact.startsWith('-') ? pc.red(grouped(exact)) : pc.green(`+${grouped(exact)}`);
}

/** How many are the same, and those that only one side has: `-` for the record, `+` for what might have been. */
function rowLines<R>(
  title: string,
  { same, recordedOnly, hypotheticalOnly }: RowsBeside<R>,
  textOf: (row: R) => string,
): readonly string[] {
  const rows = [
    ...recordedOnly.map((row) => `  - ${textOf(row)}`),
    ...hypotheticalOnly.map((row) => `  + ${textOf(row)}`),
  ];
  const more = rows.length - SHOWN;
  return [
    `${title}: ${same} the same, ${recordedOnly.length} only recorded, ${hypotheticalOnly.length} only hypothetical`,
    ...rows.slice(0, SHOWN),
    ...(more > 0 ? [`  … and ${more} more; --json has all`] : []),
  ];
}

const fillText = ({ at, symbol, role, side, quantity, price, fee }: Report['fills'][number]): string =>
  `${at} ${symbol} ${side} ${quantity} at ${price} (${role}), fee ${fee}`;
const tradeText = ({ symbol, side, openedAt, closedAt, size, net, reason }: Report['trades'][number]): string =>
  `${symbol} ${side} ${size}, ${openedAt} to ${closedAt ?? 'the end'}, ${grouped(net)}${reason === null ? '' : ` by its ${reason}`}`;
const orderText = ({
  placedAt,
  symbol,
  role,
  side,
  type,
  quantity,
  filled,
  outcome,
}: Report['orders'][number]): string =>
  `${placedAt} ${symbol} ${side} ${quantity} ${type} (${role}), ${filled} filled, ${outcome ?? 'open'}`;
const openText = ({ symbol, quantity, average, state, protection }: Report['openPositions'][number]): string =>
  `${symbol} ${quantity} at ${average}, ${state}, ${protection}`;
