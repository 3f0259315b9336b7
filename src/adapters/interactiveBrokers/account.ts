/** What the broker says of the account: what it holds, and its money. */
import type { Contract, Execution } from '@stoqey/ib';
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
  /** Something was executed in them since it was last said what is held: that was said before, or is still to come. */
  readonly #traded = new Set<InstrumentId>();
  /** Those of them that were asked about, and have not been answered: of what is not listed nothing is held. */
  readonly #asked = new Set<InstrumentId>();
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
    this.#traded.clear();
    this.#asked.clear();
  }

  traded(contract: Contract, { acctNumber }: Execution): void {
    if (acctNumber !== this.#account) return;
    const instrument = instrumentOf(contract);
    this.#traded.add(instrument);
    this.#asked.delete(instrument);
  }

  get isBehind(): boolean {
    return this.#traded.size > 0;
  }

  /** What is held is told once more, of everything: so it is known of what was said before a trade whether that was in it. */
  askAgain(): void {
    for (const instrument of this.#traded) this.#asked.add(instrument);
  }

  /** All of it was told. */
  answered(): void {
    for (const instrument of this.#asked) this.#tellFlat(instrument);
    for (const instrument of this.#asked) this.#traded.delete(instrument);
    this.#asked.clear();
  }

  position(account: string, contract: Contract, size: number | undefined, cost: number | undefined): void {
    const quantity = quantityOf(size);
    if (account !== this.#account || quantity === undefined) return;
    const instrument = instrumentOf(contract);
    const positions = this.#listing ?? this.#positions;
    if (quantity === zero) positions.delete(instrument);
    else positions.set(instrument, quantity);
    if (this.#listing !== undefined) return;
    this.#traded.delete(instrument);
    this.#asked.delete(instrument);
    const averageCost = aboveZero(priceOf(cost));
    this.#say({ ...this.#holds(instrument, quantity), ...(averageCost === undefined ? {} : { averageCost }) });
  }

  #tellFlat(instrument: InstrumentId): void {
    this.#positions.delete(instrument);
    this.#say(this.#holds(instrument, zero));
  }

  readonly #holds = (instrument: InstrumentId, quantity: Quantity) =>
    ({ type: 'broker.position', account: this.#account, instrument, quantity }) as const;

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
