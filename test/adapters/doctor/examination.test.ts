/** What the doctor finds of a gateway that is set up well, and of one that is not: every check, on a real socket. */
import { describe, expect, it } from 'vitest';
import { createNyseCalendar } from '../../../src/adapters/calendar/nyseCalendar.ts';
import { createLiveClock } from '../../../src/adapters/clock/liveClock.ts';
import { parseDesk } from '../../../src/adapters/deskFile/deskFile.ts';
import type { CheckName } from '../../../src/adapters/doctor/catalogue.ts';
import { checkNames } from '../../../src/adapters/doctor/catalogue.ts';
import { examine } from '../../../src/adapters/doctor/examination.ts';
import type { Finding } from '../../../src/adapters/doctor/finding.ts';
import type { Patient } from '../../../src/adapters/doctor/round.ts';
import type { GatewayOptions } from '../../../src/adapters/twsGateway/gateway.ts';
import { accountId, instrumentId, later, seconds } from '../../../src/identifiers.ts';
import { deskHere, gatewayHere, opened } from '../../support/gateway.ts';
import { wireTap } from '../../support/wireTap.ts';

const deskOf = (limits = 'maxOrderNotional: 100000', indicators = '') =>
  parseDesk(`
desk: examined
account: DU1234567
symbols: [SPY, IBM]
risk: { ${limits} }
${indicators}
rules:
  enter:
    when: market.quote
    then: [{ open: { side: short, quantity: 10, stop: { share: 2% } } }]
`);

/** Examines what is at a port. */
function examined(port: number, over: Partial<Patient> = {}, patience = seconds(30)): Promise<readonly Finding[]> {
  const clock = createLiveClock();
  const desk = deskOf();
  return examine(
    {
      ...{ host: '127.0.0.1', port, clientId: 1, account: 'DU1234567', desk, allowDelayed: false, clock },
      ...{ symbols: [instrumentId('SPY'), instrumentId('IBM')], calendar: createNyseCalendar() },
      deadline: later(clock.now(), patience),
      ...over,
    },
    { looking: () => undefined, found: () => undefined },
  );
}
const of = (findings: readonly Finding[], check: CheckName) => findings.filter((each) => each.check === check);
const marksOf = (findings: readonly Finding[], check: CheckName) => of(findings, check).map(({ mark }) => mark);

const UNSEEN: readonly CheckName[] = ['precautions', 'masterClient', 'autoRestart'];

describe('a gateway that is set up as a desk needs it', () => {
  it('is found well in all that the API tells; what it does not tell is never said to be well', async () => {
    const gateway = await gatewayHere();
    const findings = await examined(gateway.port);
    expect([...new Set(findings.map(({ check }) => check))].toSorted()).toEqual([...checkNames].toSorted());
    for (const finding of findings)
      expect(finding).toMatchObject(
        UNSEEN.includes(finding.check)
          ? { mark: 'notChecked', detail: expect.stringMatching(/^look here yourself: /) }
          : { mark: 'ok' },
      );
    expect(of(findings, 'margin').map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^sell \d+: initial margin 2\d{4}\.\d\d of an equity with loan value of 1000000\.00 USD$/),
      expect.stringMatching(/^sell \d+: initial margin 2\d{4}\.\d\d of an equity/),
    ]);
    const [precautions] = of(findings, 'precautions');
    expect(precautions?.detail).toMatch(/must let through: sell \d+ SPY \(about 9\d{4}\.\d\d USD\), sell \d+ IBM/);
    expect(of(findings, 'autoRestart')[0]?.detail).toMatch(
      /in New York [A-Z][a-z]{2} \d{4}-\d\d-\d\d 09:30 to 1[36]:00, /,
    );
  });

  it('is looked at without a single order that could trade: every one on the wire is a what-if', async () => {
    const gateway = await gatewayHere();
    const tap = await wireTap(gateway.port);
    const findings = await examined(tap.port);
    const orders = tap.requests.flatMap((request) => (request.kind === 'placeOrder' ? [request] : []));
    expect(orders).toHaveLength(3);
    expect(orders.map(({ order }) => order.whatIf)).toEqual([true, true, true]);
    const kinds = new Set(tap.requests.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual([
      ...['cancelMktData', 'placeOrder', 'reqCurrentTime', 'reqHistoricalData', 'reqMarketDataType'],
      ...['reqMktData', 'startApi'],
    ]);
    expect(gateway.save().orders).toMatchObject({ orders: [], executions: [] });
    expect(findings.some(({ mark }) => mark === 'fail')).toBe(false);
  });

  it('is left as it was: no client stays, and the client id is free again', async () => {
    const gateway = await gatewayHere();
    await examined(gateway.port);
    await deskHere(gateway.port, 1);
  });

  it('can be examined without a desk document: what needs one is not checked', async () => {
    const gateway = await gatewayHere();
    const clock = createLiveClock();
    const findings = await examine(
      {
        ...{ host: '127.0.0.1', port: gateway.port, clientId: 1, allowDelayed: false, clock, symbols: [] },
        ...{ calendar: createNyseCalendar(), deadline: later(clock.now(), seconds(30)) },
      },
      { looking: () => undefined, found: () => undefined },
    );
    expect(marksOf(findings, 'account')).toEqual(['warn']);
    expect(marksOf(findings, 'readOnly')).toEqual(['ok']);
    for (const check of ['marketData', 'history', 'margin'] as const)
      expect(marksOf(findings, check)).toEqual(['notChecked']);
  });

  it('with several accounts, of which nobody named one, is asked for no preview', async () => {
    const gateway = await gatewayHere({ accounts: [accountId('DU1'), accountId('DU2')] });
    const findings = await examined(gateway.port, { account: undefined } as never);
    expect(marksOf(findings, 'readOnly')).toEqual(['notChecked']);
    expect(marksOf(findings, 'margin')).toEqual(['notChecked']);
  });
});

interface Sick {
  readonly gateway?: Partial<GatewayOptions>;
  readonly patient?: Partial<Patient>;
  readonly says: RegExp;
  readonly mark?: Finding['mark'];
}
const rewrite = (messages: string, where: object, set: object) => ({
  fault: 'rewrite',
  messages: [messages],
  where,
  set,
});
const refuse = (request: string, code: number, text: string, over: object = {}) => ({
  ...{ fault: 'refuse', requests: [request], code, text },
  ...over,
});

/** What each check finds of what is not well. */
const sick: readonly (readonly [check: CheckName, what: string, sick: Sick])[] = [
  [
    'trusted',
    'an address that is turned away',
    { gateway: { faults: [{ fault: 'untrusted' }] }, says: /ended before a word/ },
  ],
  [
    ...(['handshake', 'a login that is not complete'] as const),
    {
      gateway: { faults: [{ fault: 'drop', messages: ['nextValidId'] }] },
      says: /version 178 was agreed upon, and then: /,
    },
  ],
  ['clientId', 'the id of another client', { patient: { clientId: 5 }, says: /^5 is in use by another client/ }],
  ['clientId', 'the id of orders by hand', { patient: { clientId: 0 }, says: /entered by hand/, mark: 'warn' }],
  [
    'account',
    'an account that the login does not manage',
    { patient: { account: 'DU7654321' }, says: /DU1234567 \(paper\), and not DU7654321/ },
  ],
  [
    'clock',
    'a clock that is far behind',
    { gateway: { faults: [rewrite('currentTime', {}, { 2: '1' })] }, says: /s behind this one/ },
  ],
  [
    ...(['brokerLine', 'a broken line to the broker'] as const),
    { gateway: { faults: [rewrite('error', { 3: '2106' }, { 3: '1100' })] }, says: /^1100: / },
  ],
  [
    ...(['brokerLine', 'a data farm that is broken'] as const),
    { gateway: { faults: [rewrite('error', { 3: '2104' }, { 3: '2103' })] }, says: /^2103: /, mark: 'warn' },
  ],
  ['readOnly', 'a read-only API', { gateway: { faults: [{ fault: 'readOnly' }] }, says: /^321: .*Read-Only mode/ }],
  [
    ...(['readOnly', 'an order that is refused for another reason'] as const),
    {
      gateway: { faults: [refuse('placeOrder', 203, 'not allowed', { times: 1 })] },
      says: /this one is refused: 203: not allowed/,
      mark: 'warn',
    },
  ],
  [
    'marketData',
    'quotes that are not subscribed to',
    { gateway: { faults: [refuse('reqMktData', 354, 'no')] }, says: /^none \(354: no\)/ },
  ],
  [
    'marketData',
    'another session of the user',
    { gateway: { faults: [refuse('reqMktData', 10197, 'x')] }, says: /^competing / },
  ],
  [
    ...(['marketData', 'delayed quotes'] as const),
    {
      gateway: { faults: [rewrite('marketDataType', {}, { 3: '3' })] },
      says: /^delayed: the desk decides by none of it/,
    },
  ],
  [
    ...(['marketData', 'delayed quotes that may decide'] as const),
    {
      gateway: { faults: [rewrite('marketDataType', {}, { 3: '3' })] },
      patient: { allowDelayed: true },
      says: /^delayed$/,
      mark: 'warn',
    },
  ],
  [
    ...(['history', 'past bars that the desk needs and may not have'] as const),
    {
      gateway: { faults: [refuse('reqHistoricalData', 162, 'No market data permissions')] },
      patient: { desk: deskOf('', 'indicators: { atr: { kind: atr, length: 14, bars: 1m } }') },
      says: /^162: No market data permissions; the indicators/,
    },
  ],
  [
    ...(['history', 'past bars that the desk does without'] as const),
    { gateway: { faults: [refuse('reqHistoricalData', 162, 'No permissions')] }, says: /no indicator/, mark: 'warn' },
  ],
  [
    'shortable',
    'shares that nobody lends',
    { gateway: { faults: [rewrite('tickGeneric', { 3: '46' }, { 4: '1.0' })] }, says: /can not be borrowed/ },
  ],
  [
    ...(['shortable', 'shares that have to be located'] as const),
    { gateway: { faults: [rewrite('tickGeneric', { 3: '46' }, { 4: '2' })] }, says: /located first/, mark: 'warn' },
  ],
  [
    'margin',
    'orders beyond the means of the account',
    { patient: { desk: deskOf('maxOrderNotional: 9000000') }, says: /initial margin 2\d{6}\.\d\d of an equity/ },
  ],
  [
    ...(['margin', 'an order that is refused'] as const),
    { gateway: { faults: [refuse('placeOrder', 201, 'MARGIN', { after: 1 })] }, says: /sell \d+: 201: MARGIN/ },
  ],
  [
    ...(['margin', 'limits below one share'] as const),
    { patient: { desk: deskOf('maxOrderNotional: 1') }, says: /not even one lot/, mark: 'warn' },
  ],
  [
    ...(['precautions', 'orders that the presets refuse'] as const),
    {
      gateway: { faults: [refuse('placeOrder', 383, 'size exceeds the Size Limit of 500', { after: 1 })] },
      says: /^383: size exceeds/,
    },
  ],
];

describe('a gateway that is not', () => {
  it.each(sick)('%s: %s', async (check, _what, { gateway: options = {}, patient = {}, says, mark = 'fail' }) => {
    const gateway = await gatewayHere(options);
    if (patient.clientId === 5) await deskHere(gateway.port, 5);
    const findings = await examined(gateway.port, patient, check === 'handshake' ? seconds(1) : undefined);
    const [first] = of(findings, check);
    expect(first).toMatchObject({ mark, detail: expect.stringMatching(says) });
    expect(findings.filter((each) => each.mark === 'fail' && each.check !== check)).toEqual([]);
  });

  it('socket: nobody listens, and nothing else is reached', async () => {
    const gateway = await opened();
    await gateway.close();
    const findings = await examined(gateway.port);
    expect(findings[0]).toMatchObject({
      check: 'socket',
      mark: 'fail',
      detail: expect.stringContaining('nobody listens'),
    });
    for (const { check, ...finding } of findings.slice(1))
      expect([check, finding]).toEqual([check, { mark: 'notChecked', detail: 'not reached: socket' }]);
    expect(findings).toHaveLength(checkNames.length);
  });

  it('trusted: an address that is kept waiting without a word is told in time', async () => {
    const gateway = await gatewayHere({ faults: [{ fault: 'untrusted', how: 'silent' }] });
    const findings = await examined(gateway.port, {}, seconds(1));
    expect(of(findings, 'trusted')).toMatchObject([
      { mark: 'fail', detail: expect.stringContaining('not a word is said') },
    ]);
  });

  it('goes on under a spare client id when that of the desk is in use', async () => {
    const gateway = await gatewayHere();
    await deskHere(gateway.port, 1);
    const findings = await examined(gateway.port);
    expect(marksOf(findings, 'clientId')).toEqual(['fail']);
    expect(marksOf(findings, 'marketData')).toEqual(['ok', 'ok']);
  });

  it('leaves what is not known by its time as not checked', async () => {
    const silent = ['currentTime', 'openOrder', 'tickPrice', 'historicalData', 'marketDataType'];
    const gateway = await gatewayHere({ faults: [{ fault: 'drop', messages: silent }] });
    const begun = performance.now();
    const findings = await examined(gateway.port, {}, seconds(2));
    expect(performance.now() - begun).toBeLessThan(4_000);
    const unknown = findings.filter(({ mark }) => mark === 'notChecked').map(({ check }) => check);
    expect(unknown).toEqual(expect.arrayContaining(['clock', 'margin', 'history']));
    expect(findings.some(({ mark }) => mark === 'fail')).toBe(false);
  });

  it('every check that the API can tell of has been seen to fail here', () => {
    const failing = new Set(sick.filter(([, , { mark = 'fail' }]) => mark === 'fail').map(([check]) => check));
    const unseen: readonly CheckName[] = ['masterClient', 'autoRestart'];
    expect(checkNames.filter((name) => !failing.has(name) && name !== 'socket' && !unseen.includes(name))).toEqual([]);
  });
});
