/** Every option of an order that brings fields of its own, one by one and as clients send it. */
import type { Contract, Order } from '@stoqey/ib';
import { ExecutionCondition } from '@stoqey/ib/dist/api/order/condition/execution-condition.js';
import { MarginCondition } from '@stoqey/ib/dist/api/order/condition/margin-condition.js';
import { PercentChangeCondition } from '@stoqey/ib/dist/api/order/condition/percent-change-condition.js';
import { PriceCondition } from '@stoqey/ib/dist/api/order/condition/price-condition.js';
import { TimeCondition } from '@stoqey/ib/dist/api/order/condition/time-condition.js';
import { VolumeCondition } from '@stoqey/ib/dist/api/order/condition/volume-condition.js';

interface Option {
  readonly name: string;
  /** The first version that knows it. */
  readonly since?: number;
  readonly contract?: Partial<Contract>;
  readonly order: Partial<Order>;
}

const joined = 'a' as never;
const apart = 'o' as never;

export const orderOptions: readonly Option[] = [
  { name: 'nothing special', order: {} },
  {
    name: 'a combination with prices of its legs and routing',
    contract: {
      secType: 'BAG' as never,
      comboLegs: [
        {
          conId: 51,
          ratio: 1,
          action: 'BUY',
          exchange: 'SMART',
          openClose: 1,
          shortSaleSlot: 2,
          designatedLocation: 'here',
          exemptCode: 3,
        },
        {
          conId: 52,
          ratio: 4,
          action: 'SELL',
          exchange: 'CBOE',
          openClose: 2,
          shortSaleSlot: 1,
          designatedLocation: 'there',
          exemptCode: 5,
        },
      ] as never,
    },
    order: {
      orderComboLegs: [{ price: 1.53 }, { price: 2.54 }],
      smartComboRoutingParams: [{ tag: 'NonGuaranteed', value: '1' }],
    },
  },
  { name: 'a combination without legs', contract: { secType: 'BAG' as never }, order: {} },
  {
    name: 'a hedged contract',
    contract: { deltaNeutralContract: { conId: 55, delta: 0.56, price: 57.5 } },
    order: {},
  },
  { name: 'a hedge', order: { hedgeType: 'D', hedgeParam: 'param' } },
  { name: 'an algorithm without parameters', order: { algoStrategy: 'Vwap' } },
  { name: 'a scale', order: { scaleInitLevelSize: 5, scalePriceIncrement: 0.05, scaleRandomPercent: true } },
  { name: 'a delta-neutral order', order: { deltaNeutralOrderType: 'LMT' as never, deltaNeutralConId: 7 } },
  {
    name: 'a peg to a benchmark',
    order: {
      orderType: 'PEG BENCH' as never,
      referenceContractId: 61,
      isPeggedChangeAmountDecrease: true,
      peggedChangeAmount: 0.62,
      referenceChangeAmount: 0.63,
      referenceExchangeId: 'ARCA',
    },
  },
  {
    name: 'conditions of every kind',
    order: {
      conditions: [
        new PriceCondition(300.5, 4, 71, 'SMART', true, joined),
        new TimeCondition('20261122 10:00:00', false, apart),
        new MarginCondition(72, true, joined),
        new ExecutionCondition('SMART', 'STK' as never, 'MSFT', apart),
        new VolumeCondition(7300, 74, 'NYSE', true, joined),
        new PercentChangeCondition(7.5, 76, 'ARCA', false, apart),
      ] as never,
      conditionsIgnoreRth: true,
      conditionsCancelOrder: true,
    },
  },
  { name: 'a venue of its own', since: 170, contract: { exchange: 'IBKRATS' }, order: { minTradeQty: 81 } },
  {
    name: 'a peg to the best price',
    since: 170,
    order: { orderType: 'PEG BEST' as never, minCompeteSize: 82, competeAgainstBestOffset: 0.83 },
  },
  {
    name: 'a peg to the best price as far as the midpoint, at a venue of its own',
    since: 170,
    contract: { exchange: 'IBKRATS' },
    order: {
      orderType: 'PEG BEST' as never,
      minTradeQty: 84,
      minCompeteSize: 85,
      competeAgainstBestOffset: Number.POSITIVE_INFINITY,
      midOffsetAtWhole: 0.86,
      midOffsetAtHalf: 0.87,
    },
  },
  {
    name: 'a peg to the midpoint',
    since: 170,
    order: { orderType: 'PEG MID' as never, midOffsetAtWhole: 0.88, midOffsetAtHalf: 0.89 },
  },
];
