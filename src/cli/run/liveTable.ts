/** The live table: progress through the run, the account, open positions, the latest news; drawn anew ten times a second. */
import Table from 'cli-table3';
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { Engine } from '../../actors/engine/engine.ts';
import type { PositionView } from '../../actors/engine/views.ts';
import { isoTime } from '../../identifiers.ts';
import type { Amount } from '../../money.ts';
import { decimalText, minus, moneyText, plus, priceText } from '../../money.ts';
import type { MarketData } from '../../ports.ts';
import type { Display } from './display.ts';
import { newsOf, newsTopics } from './news.ts';

const FRAME_MILLISECONDS = 100;
const NEWS_KEPT = 8;
const BAR_WIDTH = 40;

export function createLiveTable(engine: Engine, market: MarketData): Display {
  const draw = createLogUpdate(process.stdout, { showCursor: true });
  const news: string[] = [];
  for (const topic of newsTopics) {
    engine.bus.subscribe(topic, (event, envelope) => {
      const { text, isAlarm } = newsOf(event);
      news.push(
        `${pc.dim(isoTime(envelope?.at ?? engine.views.now()).slice(11, 19))} ${isAlarm ? pc.red(text) : text}`,
      );
      if (news.length > NEWS_KEPT) news.shift();
    });
  }
  const frame = (): void => draw(picture(engine, market, news));
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

function picture({ views }: Engine, market: MarketData, news: readonly string[]): string {
  const account = views.account();
  const change = minus(account.equity, account.startingCash);
  return [
    pc.bold(`Ordermaton ${views.desk()}`) + pc.dim(`  ${market.name}`),
    progress(views),
    `equity ${moneyText(account.equity)}  ${toned(change)}   realised ${toned(account.realised)}   unrealised ${toned(account.unrealised)}   fees ${moneyText(account.fees)}`,
    '',
    positions(views.openPositions(), views),
    '',
    ...news,
  ].join('\n');
}

function progress(views: Engine['views']): string {
  const session = views.session();
  if (session === null) return pc.dim('waiting for the session to open');
  const share = Math.min(1, Math.max(0, (views.now() - session.opens) / (session.closes - session.opens)));
  const done = Math.round(share * BAR_WIDTH);
  const bar = pc.cyan('━'.repeat(done)) + pc.dim('─'.repeat(BAR_WIDTH - done));
  return `${session.session} ${bar} ${Math.round(share * 100)} %  ${isoTime(views.now()).slice(11, 19)} UTC`;
}

function positions(open: readonly PositionView[], views: Engine['views']): string {
  if (open.length === 0) return pc.dim('no open positions');
  const table = new Table({
    head: ['symbol', 'held', 'average', 'bid', 'ask', 'state', 'protection', 'stop', 'target', 'profit'].map((title) =>
      pc.dim(title),
    ),
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: ['gray'], compact: true },
  });
  for (const position of open) table.push(row(position, views));
  return table.toString();
}

function row(position: PositionView, views: Engine['views']): string[] {
  const quote = views.quote(position.instrument);
  const level = (price: PositionView['stop']): string => (price === null ? '' : priceText(price));
  return [
    position.instrument,
    decimalText(position.quantity),
    position.quantity === 0n ? '' : priceText(position.average, 4),
    quote === undefined ? '' : priceText(quote.bid),
    quote === undefined ? '' : priceText(quote.ask),
    position.state,
    position.isAlarm
      ? pc.red(position.protection)
      : position.protection === 'protected'
        ? pc.green('protected')
        : pc.yellow(position.protection),
    level(position.stop),
    level(position.target),
    toned(minus(plus(position.realised, position.unrealised), position.fees)),
  ];
}

const toned = (value: Amount): string => {
  const text = moneyText(value);
  return value < 0n ? pc.red(text) : value > 0n ? pc.green(`+${text}`) : text;
};
