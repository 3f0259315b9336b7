/** What the broker says of the account: what it holds, and its money. */
import type { Contract } from '@stoqey/ib';
import type { AccountId, InstrumentId } from '../../identifiers.ts';
import type { Amount, Quantity } from '../../money.ts';
import { amount, magnitude, zero } from '../../money.ts';
import type { OrderTerms } from '../../orders.ts';
import type { BrokerFact } from '../../ports.ts';
import { instrumentOf } from './contracts.ts';
import { aboveZero, priceOf, quantityOf } from './figures.ts';

/** The figures of the account that are told, by the broker's names. */
const figures = { TotalCashValue: 'cash', NetLiquidation: 'equity', BuyingPower: 'buyingPower' } as const;
type Figure = (typeof figures)[keyof typeof figures];

export class Account {
  readonly #account: AccountId;
  readonly #say: (fact: BrokerFact) => void;
  /** What is being listed; until the list has ended, what was known before stands. */
  #listing: Map<InstrumentId, Quantity> | undefined;
  #positions = new Map<InstrumentId, Quantity>();
  #money: Partial<Record<Figure, Amount>> = {};
  #currency = '';
  #isChanged = false;

  constructor(account: AccountId, say: (fact: BrokerFact) => void) {
    this.#account = account;
    this.#say = say;
  }

  get positions(): ReadonlyMap<InstrumentId, Quantity> {
    return this.#positions;
  }

  get cash(): Amount | undefined {
    return this.#money.cash;
  }

  /** All positions are listed anew. */
  list(): void {
    this.#listing = new Map();
  }

  position(account: string, contract: Contract, size: number | undefined, cost: number | undefined): void {
    const quantity = quantityOf(size);
    if (account !== this.#account || quantity === undefined) return;
    const instrument = instrumentOf(contract);
    const positions = this.#listing ?? this.#positions;
    if (quantity === zero) positions.delete(instrument);
    else positions.set(instrument, quantity);
    if (this.#listing !== undefined) return;
    const averageCost = aboveZero(priceOf(cost));
    this.#say({
      ...{ type: 'broker.position', account: this.#account, instrument, quantity },
      ...(averageCost === undefined ? {} : { averageCost }),
    });
  }

  listed(): void {
    this.#positions = this.#listing ?? this.#positions;
    this.#listing = undefined;
  }

  value(key: string, text: string, currency: string, account: string): void {
    const figure = Object.hasOwn(figures, key) ? figures[key as keyof typeof figures] : undefined;
    if (figure === undefined || account !== this.#account || !/^-?\d+(\.\d+)?$/.test(text)) return;
    const value = amount(text);
    this.#isChanged ||= this.#money[figure] !== value;
    this.#money[figure] = value;
    this.#currency = currency;
  }

  /** What was told of money is whole. */
  told(): void {
    const { cash, equity, buyingPower } = this.#money;
    if (!this.#isChanged || cash === undefined || equity === undefined || buyingPower === undefined) return;
    this.#isChanged = false;
    const money = { cash, equity, buyingPower, currency: this.#currency };
    this.#say({ type: 'broker.account', account: this.#account, ...money });
  }

  /** Whether an order makes what is held less, by the broker's own count. */
  reduces({ instrument, side, quantity }: OrderTerms): boolean {
    const held = this.#positions.get(instrument) ?? zero;
    return (side === 'sell' ? held > 0n : held < 0n) && quantity <= magnitude(held);
  }
}
