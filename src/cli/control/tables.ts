/** What a desk shows as text: a line each, in columns that stand below each other; a pipe takes them as well as a terminal. */
import pc from 'picocolors';
import type {
  Alarm,
  Limit,
  Order,
  Outcome,
  Position,
  Rule,
  Signal,
  Status,
} from '../../adapters/controlApi/answers.ts';

type Cell = string | number | null;

/** Rows below their heads; what is text stands left, what is a number right. */
export function columns(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map((cell) => (cell === null ? '-' : String(cell))));
  const widths = heads.map((head, place) => Math.max(head.length, ...texts.map((row) => (row[place] ?? '').length)));
  const isNumber = heads.map(
    (_head, place) => texts.length > 0 && texts.every((row) => numeric.test(row[place] ?? '')),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, place) =>
        isNumber[place] === true ? cell.padStart(widths[place] ?? 0) : cell.padEnd(widths[place] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [pc.dim(line(heads)), ...texts.map(line)].join('\n');
}
const numeric = /^(-|-?\d+(\.\d+)?)$/;

export function statusText(status: Status): string {
  const { figures, session, connection, restrictions, feeds } = status;
  const lines: readonly (readonly [string, string])[] = [
    ['desk', `${status.desk}, account ${status.account} (${status.mode}), Ordermaton ${status.version}`],
    ['state', toned(status.state, status.state === 'running')],
    ['connection', connection === null ? 'none' : toned(`${connection.broker} ${connection.state}`, status.ready)],
    ...stageLines(status.stage),
    [
      'trading',
      restrictions.length === 0
        ? 'active'
        : pc.red(restrictions.map(({ scope, state }) => `${scope} ${state}`).join(', ')),
    ],
    [
      'session',
      session === null
        ? 'none yet'
        : `${session.session} ${session.isOpen ? 'open' : 'closed'}, ${session.opens} to ${session.closes}`,
    ],
    ['data', status.fed ? 'usable' : pc.red('an instrument lacks data, or a source of signals is stale')],
    ['signals', feeds.length === 0 ? 'no sources' : feeds.map(({ feed, state }) => `${feed} ${state}`).join(', ')],
    ...notificationLines(status.notifications),
    ['alarms', status.alarms === 0 ? '0' : pc.red(String(status.alarms))],
    ['positions', `${status.openPositions} open, ${status.workingOrders} orders that live`],
    ['equity', `${figures.equity} ${status.currency}`],
    ['profit', `realised ${figures.realised}, unrealised ${figures.unrealised}, fees ${figures.fees}`],
    ['record', `${status.sequence} inputs, ${status.durable} on the disk`],
    ['control', controlWords[status.control]],
    ['now', status.now],
  ];
  return lines.map(([name, text]) => `${pc.dim(name.padEnd(11))}${text}`).join('\n');
}

function stageLines(stage: Status['stage']): readonly (readonly [string, string])[] {
  if (stage === null) return [];
  const { next, lacking, evidence, since } = stage;
  const then =
    next === null
      ? ''
      : lacking.length === 0
        ? `; may be promoted to ${next}`
        : `; ${next} lacks ${lacking.join(', ')}`;
  return [['stage', `${stage.stage}${since === null ? '' : ` since ${since}`}: ${evidence}${then}`]];
}

function notificationLines(told: Status['notifications']): readonly (readonly [string, string])[] {
  if (told === null) return [];
  const { ways, deadMan } = told;
  const texts = ways.map(({ way, state, lost, problem }) => {
    const more = [problem, lost === 0 ? null : `${lost} lost`].filter((each) => each !== null);
    const text = [`${way} ${state}`, ...more].join(', ');
    return state === 'failing' || lost > 0 ? pc.red(text) : text;
  });
  const alive =
    deadMan === null ? [] : [`dead man's switch ${deadMan.state}${deadMan.why === null ? '' : `: ${deadMan.why}`}`];
  return [['told', [...texts, ...alive].join('; ') || 'nobody']];
}

const toned = (text: string, isWell: boolean): string => (isWell ? pc.green(text) : pc.yellow(text));
const controlWords: Readonly<Record<Status['control'], string>> = {
  off: 'only what reduces risk',
  readyToArm: 'what adds risk needs arming',
  armed: 'ARMED: what adds risk may be asked for',
};

export const ordersText = (orders: readonly Order[]): string =>
  orders.length === 0
    ? 'No orders.'
    : columns(
        ['order', 'symbol', 'role', 'side', 'quantity', 'filled', 'type', 'limit', 'stop', 'status'],
        orders.map((each) => [
          ...[each.order, each.instrument, each.role, each.side, each.quantity, each.filled, each.type],
          ...[each.limit, each.stop, each.status],
        ]),
      );

export const positionsText = (positions: readonly Position[]): string =>
  positions.length === 0
    ? 'No positions.'
    : columns(
        ['position', 'symbol', 'held', 'average', 'stop', 'target', 'state', 'protection', 'realised', 'unrealised'],
        positions.map((each) => [
          ...[each.position, each.instrument, each.quantity, each.average, each.stop, each.target, each.state],
          ...[each.isAlarm ? pc.red(each.protection) : each.protection, each.realised, each.unrealised],
        ]),
      );

export const signalsText = (signals: readonly Signal[]): string =>
  signals.length === 0
    ? 'No signals.'
    : columns(
        ['heard', 'symbol', 'signal', 'says', 'confidence', 'became'],
        signals.map((each) => [
          ...[each.heardAt, each.instrument, each.signal, each.says, each.confidence],
          each.code === null ? each.became : `${each.became}: ${each.code}`,
        ]),
      );

export const alarmsText = (alarms: readonly Alarm[]): string =>
  alarms.length === 0
    ? 'No alarms.'
    : columns(
        ['alarm', 'at', 'what', 'about', 'seen by'],
        alarms.map(({ place, at, type, fields, acknowledged }) => [
          ...[place, at, acknowledged === null ? pc.red(type) : type, aboutOf(fields).trim()],
          acknowledged === null ? 'nobody' : `${acknowledged.operator}: ${acknowledged.why}`,
        ]),
      );

export const rulesText = (rules: readonly Rule[]): string =>
  rules.length === 0
    ? 'No rules.'
    : columns(
        ['rule', 'when', 'symbol', 'state', 'acted'],
        rules.flatMap(({ rule, when, enabled, instruments }) => {
          const head = [rule, when.join(' ')];
          if (instruments.length === 0) return [[...head, '-', enabled ? 'not heard yet' : 'not enabled', 0]];
          return instruments.map((each) => [...head, each.instrument, each.state, each.acted]);
        }),
      );

export const limitsText = (limits: readonly Limit[]): string =>
  limits.length === 0
    ? 'No limits on exposure or losses.'
    : columns(
        ['scope', 'limit', 'used', '', 'value', 'most', 'state', 'on breach'],
        limits.map(({ scope, limit, used, value, most, state, onBreach, until }) => [
          ...[scope, limit, `${Math.floor(used * 100)} %`, barOf(used), value, most],
          ...[until === null ? state : `${state} until ${until}`, onBreach],
        ]),
      );

/** Ten blocks are all of it. */
function barOf(used: number): string {
  const full = Math.max(0, Math.min(10, Math.floor(used * 10)));
  return '█'.repeat(full) + '░'.repeat(10 - full);
}

/** What came of a command: what followed at once, a line each. */
export function outcomeText({ sequence, order, facts, refused, onRecord }: Outcome): string {
  const lines = facts.map(({ place, type, fields }) => `${pc.dim(place.padStart(10))}  ${type}${aboutOf(fields)}`);
  const told = order === null ? `Accepted as input ${sequence}.` : `Accepted as input ${sequence}: order ${order}.`;
  const against = refused.map(({ about, code, message }) => pc.red(`${about}: ${code}: ${message}`));
  const loose = onRecord ? [] : [pc.red('It is NOT on record: the journal can not be written.')];
  const head = facts.length === 0 ? `${told} Nothing followed at once.` : told;
  return [head, ...loose, ...against, ...lines].join('\n');
}

const aboutOf = (fields: Readonly<Record<string, unknown>>): string => {
  const named = ['instrument', 'order', 'position', 'scope', 'rule', 'state', 'detail'].flatMap((name) =>
    typeof fields[name] === 'string' ? [`${name} ${fields[name]}`] : [],
  );
  return named.length === 0 ? '' : `  ${named.join(', ')}`;
};
