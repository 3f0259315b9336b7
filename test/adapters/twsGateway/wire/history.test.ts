import { describe, expect, it } from 'vitest';
import * as ticks from '../../../../src/adapters/twsGateway/wire/historicalTicks.ts';
import * as history from '../../../../src/adapters/twsGateway/wire/historyMessages.ts';
import * as reference from '../../../../src/adapters/twsGateway/wire/referenceMessages.ts';
import { price, quantity } from '../../../../src/money.ts';
import { clientHears, versions } from '../../../support/wireLibrary.ts';

const bar: history.WireBar = {
  date: '20261122 09:30:00',
  open: price('1.01'),
  high: price('1.04'),
  low: price('1.0'),
  close: price('1.03'),
  volume: quantity(5000),
  wap: price('1.02'),
  count: 6,
};
const pastTick = {
  ...{ time: 7, bid: price('1'), ask: price('1.02'), bidSize: quantity(100), askSize: quantity(200) },
  ...{ price: price('1.01'), size: quantity(300) },
};
const heardBar = ['20261122 09:30:00', 1.01, 1.04, 1, 1.03, 5000, 6, 1.02];

const rows: readonly (readonly [
  name: string,
  fields: number,
  write: (version: number) => readonly string[],
  heard: (version: number) => readonly (readonly unknown[])[],
])[] = [
  [
    'bars of the past, and their end',
    5 + 2 * 8,
    () => history.historicalDataFields(30, { start: 'from', end: 'to', bars: [bar, { ...bar, date: 'later' }] }),
    () => [
      ['historicalData', 30, ...heardBar, undefined],
      ['historicalData', 30, 'later', ...heardBar.slice(1), undefined],
      ['historicalData', 30, 'finished-from-to', -1, -1, -1, -1, -1, -1, -1, false],
    ],
  ],
  [
    'no bars',
    5,
    () => history.historicalDataFields(30, { start: 'from', end: 'to', bars: [] }),
    () => [['historicalData', 30, 'finished-from-to', -1, -1, -1, -1, -1, -1, -1, false]],
  ],
  [
    'the bar that is being built',
    10,
    () => history.historicalDataUpdateFields(30, bar),
    () => [['historicalDataUpdate', 30, ...heardBar]],
  ],
  [
    'a bar of five seconds',
    11,
    () => history.realTimeBarFields(31, 1_795_000_000, bar),
    () => [['realtimeBar', 31, 1_795_000_000, 1.01, 1.04, 1, 1.03, 5000, 1.02, 6]],
  ],
  [
    'midpoints of the past',
    3 + 2 * 4 + 1,
    () => ticks.historicalTicksFields(33, [pastTick, { ...pastTick, time: 8 }]),
    () => [
      [
        'historicalTicks',
        33,
        [
          { time: 7, price: 1.01, size: 0 },
          { time: 8, price: 1.01, size: 0 },
        ],
        true,
      ],
    ],
  ],
  [
    'quotes of the past',
    3 + 6 + 1,
    () => ticks.historicalTicksBidAskFields(33, [pastTick]),
    () => [
      [
        'historicalTicksBidAsk',
        33,
        [expect.objectContaining({ time: 7, priceBid: 1, priceAsk: 1.02, sizeBid: 100, sizeAsk: 200 })],
        true,
      ],
    ],
  ],
  [
    'trades of the past',
    3 + 6 + 1,
    () => ticks.historicalTicksLastFields(33, [pastTick]),
    () => [
      [
        'historicalTicksLast',
        33,
        [expect.objectContaining({ time: 7, price: 1.01, size: 300, exchange: '', specialConditions: '' })],
        true,
      ],
    ],
  ],
  [
    'the exchanges of a quote',
    3 + 3,
    () => reference.smartComponentsFields(41, [{ bit: 2, exchange: 'ARCA', letter: 'P' }]),
    () => [['smartComponents', 41, new Map([[2, ['ARCA', 'P']]])]],
  ],
  [
    'families of accounts',
    2 + 2,
    () => reference.familyCodesFields(['DU1']),
    () => [['familyCodes', [{ accountID: 'DU1', familyCode: '' }]]],
  ],
  ['no exchanges with depth', 2, () => reference.noDepthExchangesFields(), () => [['mktDepthExchanges', []]]],
  ['no sources of news', 2, () => reference.noNewsProvidersFields(), () => [['newsProviders', []]]],
  [
    'when an instrument was traded',
    6 + 2 * 3,
    () =>
      history.historicalScheduleFields(35, {
        ...{ start: '20261123-09:30:00', end: '20261124-16:00:00', timeZone: 'US/Eastern' },
        sessions: [
          { start: '20261123-09:30:00', end: '20261123-16:00:00', refDate: '20261123' },
          { start: '20261124-09:30:00', end: '20261124-16:00:00', refDate: '20261124' },
        ],
      }),
    () => [
      [
        ...['historicalSchedule', 35, '20261123-09:30:00', '20261124-16:00:00', 'US/Eastern'],
        [
          { startDateTime: '20261123-09:30:00', endDateTime: '20261123-16:00:00', refDate: '20261123' },
          { startDateTime: '20261124-09:30:00', endDateTime: '20261124-16:00:00', refDate: '20261124' },
        ],
      ],
    ],
  ],
  [
    'the beginning of the data',
    3,
    () => history.headTimestampFields(32, '20200102-14:30:00'),
    () => [['headTimestamp', 32, '20200102-14:30:00']],
  ],
  ...(
    [
      ['last', 1, true, false],
      ['allLast', 2, false, true],
    ] as const
  ).map(
    ([kind, number, pastLimit, unreported]) =>
      [
        `a tick of ${kind}`,
        9,
        () =>
          history.tickByTickFields(34, 1_795_000_000, {
            kind,
            price: price('1.01'),
            size: quantity(200),
            pastLimit,
            unreported,
            exchange: 'ARCA',
            conditions: 'TI',
          }),
        () => [['tickByTickAllLast', 34, number, '1795000000', 1.01, 200, { pastLimit, unreported }, 'ARCA', 'TI']],
      ] as const,
  ),
  ...[true, false].map(
    (bidPastLow) =>
      [
        `a tick of both sides, the bid beyond the low: ${bidPastLow}`,
        9,
        () =>
          history.tickByTickFields(34, 1_795_000_000, {
            kind: 'bidAsk',
            bid: price('1.01'),
            ask: price('1.02'),
            bidSize: quantity(300),
            askSize: quantity(400),
            bidPastLow,
            askPastHigh: !bidPastLow,
          }),
        () => [['tickByTickBidAsk', 34, '1795000000', 1.01, 1.02, 300, 400, { bidPastLow, askPastHigh: !bidPastLow }]],
      ] as const,
  ),
  [
    'a tick of the middle',
    5,
    () => history.tickByTickFields(34, 1_795_000_000, { kind: 'midPoint', midPoint: price('1.015') }),
    () => [['tickByTickMidPoint', 34, '1795000000', 1.015]],
  ],
  [
    'symbols that were found',
    3 + 10 + 8,
    (version) =>
      history.symbolSamplesFields(version, 29, [
        {
          conId: 1,
          symbol: 'AAPL',
          secType: 'STK',
          primaryExch: 'NASDAQ',
          currency: 'USD',
          derivatives: ['OPT', 'WAR'],
          description: 'APPLE INC',
        },
        {
          conId: 2,
          symbol: 'AAP',
          secType: 'IND',
          primaryExch: 'NYSE',
          currency: 'CAD',
          derivatives: [],
          description: 'ADVANCE',
        },
      ]),
    (version) => {
      const described = (description: string) => (version >= 176 ? { description, issuerId: '' } : {});
      const apple = { conId: 1, symbol: 'AAPL', secType: 'STK', primaryExch: 'NASDAQ', currency: 'USD' };
      const advance = { conId: 2, symbol: 'AAP', secType: 'IND', primaryExch: 'NYSE', currency: 'CAD' };
      return [
        [
          'symbolSamples',
          29,
          [
            { contract: { ...apple, ...described('APPLE INC') }, derivativeSecTypes: ['OPT', 'WAR'] },
            { contract: { ...advance, ...described('ADVANCE') }, derivativeSecTypes: [] },
          ],
        ],
      ];
    },
  ],
  [
    'the steps of prices',
    3 + 2 * 2,
    () =>
      history.marketRuleFields(26, [
        { lowEdge: price(0), increment: price('0.0001') },
        { lowEdge: price(1), increment: price('0.01') },
      ]),
    () => [
      [
        'marketRule',
        26,
        [
          { lowEdge: 0, increment: 0.0001 },
          { lowEdge: 1, increment: 0.01 },
        ],
      ],
    ],
  ],
];

describe.each(rows)('%s', (_name, fields, write, heard) => {
  it('has as many fields as every client counts at version 178', () => {
    expect(write(178)).toHaveLength(fields);
  });

  it('is heard by a real client as it was meant, at every version', () => {
    for (const version of versions)
      expect(clientHears(version, write(version)).map(({ event, args }) => [event, ...args])).toEqual(heard(version));
  });
});
