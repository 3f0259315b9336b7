/**
 * The figures of a desk in the text format of Prometheus 0.0.4, worked out when they are asked for. Source: Prometheus, "Exposition
 * formats"; base units and `_total` as its "Metric and label naming" has them.
 */
import type { ShownDesk } from './shownDesk.ts';
import type { Traffic } from './traffic.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number | string];

/** A desk that is nowhere else to be told from another has its name beside each figure. */
export function metricsText(desk: ShownDesk, traffic: Traffic): string {
  const status = desk.status();
  const { ready, fed, durable } = desk.readiness();
  const one = (value: number | string): readonly Sample[] => [[{}, value]];
  const flag = (isTrue: boolean): readonly Sample[] => one(isTrue ? 1 : 0);
  const { figures, restrictions } = status;
  const families: readonly (readonly [name: string, type: 'gauge' | 'counter', help: string, of: readonly Sample[]])[] =
    [
      [
        'info',
        'gauge',
        'Which desk it is.',
        [[{ version: status.version, mode: status.mode, state: status.state }, 1]],
      ],
      ['ready', 'gauge', 'Orders may leave.', flag(ready)],
      ['fed', 'gauge', 'All data is usable and no source of signals is stale.', flag(fed)],
      ['durable', 'gauge', 'The record reaches the disk.', flag(durable)],
      ['inputs_total', 'counter', 'Inputs of the record.', one(status.sequence)],
      ['durable_inputs_total', 'counter', 'Inputs that are on the disk.', one(status.durable)],
      ['orders', 'gauge', 'Orders that are not done, by status.', counted(desk.orders(), ({ isDone }) => !isDone)],
      ['open_positions', 'gauge', 'Positions that are planned or held.', one(status.openPositions)],
      ['alarms', 'gauge', 'What somebody must look at.', one(status.alarms)],
      ['restrictions', 'gauge', 'Scopes that are halted or only reduce.', byState(restrictions)],
      ['equity', 'gauge', `Equity in ${status.currency}.`, one(figures.equity)],
      ['realised', 'gauge', `Realised profit in ${status.currency}.`, one(figures.realised)],
      ['unrealised', 'gauge', `Unrealised profit in ${status.currency}.`, one(figures.unrealised)],
      ['fees', 'gauge', `Fees in ${status.currency}.`, one(figures.fees)],
      ['feed_live', 'gauge', 'The source of signals is heard.', feedsOf(status.feeds)],
      ['notices_total', 'counter', 'Notices to people, by way and by what became of them.', noticesOf(status)],
      ['api_requests_total', 'counter', 'Requests that were answered, by status.', requestsOf(traffic)],
      ['process_resident_memory_bytes', 'gauge', 'Memory of the process.', one(process.memoryUsage.rss())],
      ['process_cpu_seconds_total', 'counter', 'Processor time of the process.', one(processorSeconds())],
    ];
  return families
    .map(([name, type, help, samples]) => family(`ordermaton_${name}`, type, help, label(samples, status.desk)))
    .join('');
}

const label = (samples: readonly Sample[], desk: string): readonly Sample[] =>
  samples.map(([labels, value]) => [{ desk, ...labels }, value]);

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => {
    const texts = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
    return `${name}{${texts.join(',')}} ${value}\n`;
  });
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function counted<T extends { readonly status: string }>(
  list: readonly T[],
  which: (of: T) => boolean,
): readonly Sample[] {
  const counts = new Map<string, number>();
  for (const each of list) if (which(each)) counts.set(each.status, (counts.get(each.status) ?? 0) + 1);
  return [...counts].map(([status, count]) => [{ status }, count]);
}

const byState = (restrictions: readonly { readonly scope: string; readonly state: string }[]): readonly Sample[] =>
  restrictions.map(({ scope, state }) => [{ scope, state }, 1]);
const feedsOf = (feeds: readonly { readonly feed: string; readonly state: string }[]): readonly Sample[] =>
  feeds.map(({ feed, state }) => [{ feed }, state === 'live' ? 1 : 0]);
const noticesOf = ({ notifications }: ReturnType<ShownDesk['status']>): readonly Sample[] =>
  (notifications?.ways ?? []).flatMap(({ way, sent, failed, lost }) =>
    Object.entries({ sent, failed, lost }).map(([became, count]): Sample => [{ way, became }, count]),
  );
const requestsOf = (traffic: Traffic): readonly Sample[] =>
  traffic.counts().map(([status, count]) => [{ status: String(status) }, count]);

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
