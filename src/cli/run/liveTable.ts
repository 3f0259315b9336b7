/** The live table: progress through the run, the account, open positions, the latest news; drawn anew ten times a second. */
import Table from 'cli-table3';
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { EngineViews, PositionView } from '../../actors/engine/views.ts';
import type { FittedColumn } from '../../adapters/reports/terminal.ts';
import { clipped, columnsThatFit, wrapped } from '../../adapters/reports/terminal.ts';
import { isoTime } from '../../identifiers.ts';
import type { Amount } from '../../money.ts';
import { decimalText, minus, moneyText, plus, priceText } from '../../money.ts';
import type { Display, Shown } from './display.ts';
import { newsOf, newsTopics } from './news.ts';

const FRAME_MILLISECONDS = 100;
const NEWS_KEPT = 8;
const LONGEST_BAR = 40;
/** What stands beside the bar of progress: session, share, time. */
const BESIDE_THE_BAR = 32;

/** How much room there is. */
interface Room {
  readonly width: number;
  readonly height: number;
}

/** Draws until it is closed; `about` says what is going on, also before anything happens. */
export function createLiveTable(engine: Shown, about: string): Display {
  const draw = createLogUpdate(process.stdout, { showCursor: true });
  const news: string[] = [];
  for (const topic of newsTopics) {
    engine.bus.subscribe(topic, (event, envelope) => {
      const { text, isAlarm } = newsOf(event);
      const at = isoTime(envelope?.at ?? engine.views.now()).slice(11, 19);
      news.push(`${pc.dim(at)} ${isAlarm ? pc.red(text) : text}`);
      if (news.length > NEWS_KEPT) news.shift();
    });
  }
  const frame = (): void => {
    const { columns: width = 80, rows: height = 24 } = process.stdout;
    draw(picture(engine, { about, news }, { width, height }));
  };
  frame();
  const timer = setInterval(frame, FRAME_MILLISECONDS);
  timer.unref();
  return {
    close() {
      clearInterval(timer);
      frame();
      draw.done();
    },
  };
}

interface Words {
  readonly about: string;
  readonly news: readonly string[];
}

/** One frame: no line wider than the room, and as much news as there is height for. */
export function picture({ views }: Pick<Shown, 'views'>, { about, news }: Words, { width, height }: Room): string {
  const lines = [
    pc.bold(`Ordermaton ${views.desk()}`),
    wrapped(about, width).split('\n').map(pc.dim).join('\n'),
    progress(views, width),
    wrapped(accountLine(views), width),
    ...feedLines(views),
    '',
    positions(views.openPositions(), views, width),
    '',
  ].flatMap((part) => part.split('\n'));
  const room = Math.max(0, height - lines.length - 1);
  return [...lines, ...(room === 0 ? [] : news.slice(-room))].map((line) => clipped(line, width)).join('\n');
}

function accountLine(views: EngineViews): string {
  const account = views.account();
  const change = minus(minus(account.equity, account.startingCash), account.contributed);
  return `equity ${moneyText(account.equity)} ${toned(change)}  realised ${toned(account.realised)}  unrealised ${toned(account.unrealised)}  fees ${moneyText(account.fees)}`;
}

/** By which ways signals come, where they come by any. */
function feedLines(views: EngineViews): readonly string[] {
  const feeds = views.feeds().map(({ feed, state, isAlarm }) => {
    const text = `${feed} ${state}`;
    return isAlarm ? pc.red(text) : state === 'live' ? pc.green(text) : pc.yellow(text);
  });
  return feeds.length === 0 ? [] : [`signals: ${feeds.join('  ')}`];
}

function progress(views: EngineViews, width: number): string {
  const session = views.session();
  if (session === null) return pc.dim('waiting for the first session to open');
  const length = Math.max(4, Math.min(LONGEST_BAR, width - BESIDE_THE_BAR));
  const share = Math.min(1, Math.max(0, (views.now() - session.opens) / (session.closes - session.opens)));
  const done = Math.round(share * length);
  const bar = pc.cyan('━'.repeat(done)) + pc.dim('─'.repeat(length - done));
  return `${session.session} ${bar} ${Math.round(share * 100)} %  ${isoTime(views.now()).slice(11, 19)} UTC`;
}

const column = (title: string, align: 'left' | 'right', goes?: number): FittedColumn => ({
  title,
  align,
  ...(goes === undefined ? {} : { goes }),
});
const columns: readonly FittedColumn[] = [
  column('symbol', 'left'),
  column('held', 'right'),
  column('average', 'right', 3),
  column('bid', 'right', 5),
  column('ask', 'right', 6),
  column('state', 'left', 4),
  column('protection', 'left'),
  column('stop', 'right', 1),
  column('target', 'right', 2),
  column('profit', 'right'),
];

function positions(open: readonly PositionView[], views: EngineViews, width: number): string {
  if (open.length === 0) return pc.dim('no open positions');
  const rows = open.map((position) => row(position, views));
  // Between two columns a line and a space on either side of it.
  const kept = columnsThatFit(columns, rows, { width, between: 3, around: 4 });
  const table = new Table({
    head: kept.map((place) => pc.dim(columns[place]?.title ?? '')),
    colAligns: kept.map((place) => columns[place]?.align ?? 'left'),
    style: { head: [], border: ['gray'], compact: true },
  });
  for (const cells of rows) table.push(kept.map((place) => cells[place] ?? ''));
  return table.toString();
}

function row(position: PositionView, views: EngineViews): string[] {
  const quote = views.quote(position.instrument);
  const data = views.dataState(position.instrument) ?? 'live';
  const level = (price: PositionView['stop']): string => (price === null ? '' : priceText(price));
  return [
    position.instrument,
    decimalText(position.quantity),
    position.quantity === 0n ? '' : priceText(position.average, 4),
    // What is not live is no price of now.
    data !== 'live' ? pc.red(data) : quote === undefined ? '' : priceText(quote.bid),
    quote === undefined || data !== 'live' ? '' : priceText(quote.ask),
    position.state,
    position.isAlarm
      ? pc.red(position.protection)
      : position.protection === 'protected'
        ? pc.green('protected')
        : pc.yellow(position.protection),
    level(position.stop),
    level(position.target),
    toned(minus(plus(plus(position.realised, position.unrealised), position.dividends), position.fees)),
  ];
}

const toned = (value: Amount): string => {
  const text = moneyText(value);
  return value < 0n ? pc.red(text) : value > 0n ? pc.green(`+${text}`) : text;
};
