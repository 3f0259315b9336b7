/** What clients are told of accounts: figures, holdings and profit, when they ask and when something changes. */
import type { AccountId, InstrumentId } from '../../identifiers.ts';
import type { Price } from '../../money.ts';
import { minus, plus, zero } from '../../money.ts';
import type { Client } from './client.ts';
import type { Message } from './connection.ts';
import type { GatewayBroker } from './gatewayBroker.ts';
import type { Catalogue, ListedInstrument } from './instruments.ts';
import { figuresOf } from './ledger.ts';
import type { AccountFigure, Holding } from './wire/accountMessages.ts';
import {
  accountSummaryFields,
  accountUpdateMultiFields,
  accountValueFields,
  pnlFields,
  pnlSingleFields,
  portfolioValueFields,
  positionFields,
  positionMultiFields,
} from './wire/accountMessages.ts';

export class AccountTeller {
  readonly #broker: GatewayBroker;
  readonly #catalogue: Catalogue;
  readonly #markOf: (instrument: InstrumentId) => Price | undefined;

  constructor(broker: GatewayBroker, catalogue: Catalogue, markOf: (instrument: InstrumentId) => Price | undefined) {
    this.#broker = broker;
    this.#catalogue = catalogue;
    this.#markOf = markOf;
  }

  figures(account: AccountId): readonly AccountFigure[] {
    const { figures } = this.#all(account);
    return [...figures].map(([key, value]) => ({ account, key, value, currency: key === 'AccountType' ? '' : 'USD' }));
  }

  values(account: AccountId): readonly Message[] {
    return this.figures(account).map(accountValueFields);
  }

  summary(requestId: number, account: AccountId, tags: readonly string[]): readonly Message[] {
    const isAsked = (key: string): boolean =>
      tags.some((tag) => tag === key || tag === 'All' || (tag.startsWith('$LEDGER') && LEDGER.includes(key)));
    return this.figures(account)
      .filter(({ key }) => isAsked(key))
      .map((figure) => accountSummaryFields(requestId, figure));
  }

  multi(requestId: number, account: AccountId, modelCode: string): readonly Message[] {
    return this.figures(account).map((figure) => accountUpdateMultiFields(requestId, modelCode, figure));
  }

  portfolio(account: AccountId): readonly Message[] {
    return this.#held(account).map((listed) => this.portfolioLine(account, listed));
  }

  portfolioLine(account: AccountId, listed: ListedInstrument): Message {
    const ledger = this.#broker.ledger(account);
    const { instrument, primaryExch } = listed;
    const mark = this.#markOf(instrument) ?? zero;
    const holding = this.#holding(account, listed);
    return portfolioValueFields({
      ...holding,
      contract: { ...holding.contract, exchange: primaryExch },
      marketPrice: mark,
      marketValue: ledger.value(instrument, mark),
      unrealizedPnl: ledger.unrealized(instrument, mark),
      realizedPnl: ledger.line(instrument).realized,
    });
  }

  positions(account: AccountId): readonly Message[] {
    return this.#held(account).map((listed) => positionFields(this.#holding(account, listed)));
  }

  positionsMulti(requestId: number, account: AccountId, modelCode: string): readonly Message[] {
    return this.#held(account).map((listed) =>
      positionMultiFields(requestId, modelCode, this.#holding(account, listed)),
    );
  }

  pnl(requestId: number, account: AccountId): Message {
    const { totals } = this.#all(account);
    const { unrealized, realized } = totals;
    const daily = minus(this.#broker.venue(account).figures().equity, this.#broker.startingEquity(account));
    return pnlFields(requestId, { daily, unrealized, realized });
  }

  pnlSingle(requestId: number, account: AccountId, instrument: InstrumentId): Message {
    const ledger = this.#broker.ledger(account);
    const { quantity, realized } = ledger.line(instrument);
    const mark = this.#markOf(instrument) ?? zero;
    const unrealized = ledger.unrealized(instrument, mark);
    const value = ledger.value(instrument, mark);
    return pnlSingleFields(requestId, {
      position: quantity,
      daily: plus(unrealized, realized),
      unrealized,
      realized,
      value,
    });
  }

  /** Something was bought or sold: everybody who listens to that account hears of it. */
  changed(client: Client, account: AccountId, listed: ListedInstrument): void {
    if (client.hearsPositions) client.send(positionFields(this.#holding(account, listed)));
    if (client.accountUpdates === account) client.send(this.portfolioLine(account, listed), ...this.values(account));
    for (const [requestId, each] of client.subscriptions) {
      if (each.account !== account && each.account !== '') continue;
      const { modelCode = '', tags = [] } = each;
      if (each.kind === 'positionsMulti')
        client.send(positionMultiFields(requestId, modelCode, this.#holding(account, listed)));
      else if (each.kind === 'accountMulti') client.send(...this.multi(requestId, account, modelCode));
      else if (each.kind === 'accountSummary') client.send(...this.summary(requestId, account, tags));
    }
  }

  /** Profit moves with the market. */
  marked(client: Client): void {
    for (const [requestId, { kind, account, instrument }] of client.subscriptions) {
      if (kind === 'pnl') client.send(this.pnl(requestId, account as AccountId));
      else if (kind === 'pnlSingle' && instrument !== undefined)
        client.send(this.pnlSingle(requestId, account as AccountId, instrument));
    }
  }

  #all(account: AccountId) {
    const totals = this.#broker.ledger(account).totals(this.#markOf);
    return { totals, figures: figuresOf(this.#broker.venue(account).figures(), totals) };
  }

  #holding(account: AccountId, { instrument, contract }: ListedInstrument): Holding {
    const ledger = this.#broker.ledger(account);
    return {
      account,
      contract: { ...contract, exchange: '' },
      position: ledger.line(instrument).quantity,
      averageCost: ledger.averageCost(instrument),
    };
  }

  #held(account: AccountId): readonly ListedInstrument[] {
    return this.#broker
      .ledger(account)
      .lines()
      .filter(([, { quantity }]) => quantity !== 0n)
      .map(([instrument]) => this.#catalogue.listed(instrument));
  }
}

const LEDGER = ['CashBalance', 'GrossPositionValue', 'RealizedPnL', 'UnrealizedPnL', 'NetLiquidation'];
