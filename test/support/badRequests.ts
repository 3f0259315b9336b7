/** Requests as a client that is broken sends them: real ones, with fields that are something else, left out or put in. */
import fc from 'fast-check';
import { Raw } from './gateway.ts';
import { quotedGateway } from './quotedGateway.ts';

const plainOrder = (id: number): string[] =>
  `3|${id}|0|SPY|STK||0.0|||SMART||USD|||||BUY|100|LMT|99||DAY||||0||1|0|0|0|0|0|0|0||0|||||||0||-1|0|||0|||0|0||0||||||0|||||0|||||||||||0|||0|0|||0||0|0|0|0|||||||0|||||||||0|0|0|0|||0||`.split(
    '|',
  );
const contract = '756733|SPY|STK||0|||SMART||USD|SPY|SPY'.split('|');

/** One of each kind that is answered by more than a line. */
const requests: readonly (readonly string[])[] = [
  plainOrder(1),
  plainOrder(2),
  ['4', '1', '1', ''],
  ['1', '11', '7', ...contract, '0', '', '0', '0', ''],
  ['2', '1', '7'],
  ['9', '8', '7', ...contract, '0', '', '', ''],
  ['20', '7', ...contract, '0', '20261120 16:00:00 America/New_York', '5 mins', '1 D', '1', 'TRADES', '1', '0', ''],
  ['97', '7', ...contract, 'Last', '0', '0'],
  ['87', '7', ...contract, '0', '1', 'TRADES', '1'],
  ['7', '3', '7', '0', '', '', '', '', '', ''],
  ['6', '2', '1', 'DU1234567'],
  ['62', '1', '7', 'All', '$LEDGER,NetLiquidation'],
  ['63', '1', '7'],
  ['74', '1', '7', 'DU1234567', ''],
  ['76', '1', '7', 'DU1234567', '', '1'],
  ['92', '7', 'DU1234567', ''],
  ['94', '7', 'DU1234567', '', '756733'],
  ['81', '7', 'SP'],
  ['91', '26'],
  ['15', '1', '1'],
  ['16', '1'],
  ['99', '0'],
  ['58', '1'],
  ['71', '2', '1', ''],
];

const oddText = fc.constantFrom(
  ...['', '0', '-1', '1', '3', '0.000000001', '1e5', '1e-300', '1e999', 'NaN', 'Infinity', 'None', '2147483647'],
  ...[
    '9'.repeat(40),
    '1.7976931348623157e+308',
    '9007199254740993',
    'x'.repeat(2_000),
    'naïve ✓',
    '__proto__',
    '\\u0000',
  ],
  ...[
    'GTD',
    'OPG',
    'MOC',
    'TRAIL',
    'PEG BENCH',
    'BAG',
    '20261120 99:99:99',
    '99991231 23:59:59 UTC',
    '20261120 10:00:00 Nowhere/City',
  ],
);

/** The fields of one request, some of them odd. */
const badRequest: fc.Arbitrary<readonly string[]> = fc
  .tuple(
    fc.constantFrom(...requests),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 0.999_999, noNaN: true }),
        oddText,
        fc.constantFrom('set', 'set', 'set', 'set', 'out', 'in'),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
  )
  .map(([request, changes]) => {
    const fields = [...request];
    for (const [where, text, how] of changes) {
      const place = Math.floor(where * fields.length);
      if (how === 'set') fields[place] = text;
      else fields.splice(place, how === 'out' ? 1 : 0, ...(how === 'out' ? [] : [text]));
    }
    return fields;
  });

/** So many may come before time has to pass: the gateway counts them by the second. */
const AT_A_TIME = 40;

/** Sends that many, each client until it is dropped, beside one that must never notice; says which request it was that harmed it. */
export async function playBadRequests(count: number, seed: number): Promise<string> {
  const { gateway, pass, desk } = await quotedGateway();
  const other = await desk(99);
  let [raw, clients, sent] = [await greeted(gateway.port, 1), 1, 0];
  for (const fields of fc.sample(badRequest, { numRuns: count, seed })) {
    if (raw.socket.destroyed) raw = await greeted(gateway.port, ++clients);
    raw.send(...fields);
    if (++sent % AT_A_TIME === 0) pass(1);
    const before = other.of('currentTime').length;
    other.api.reqCurrentTime();
    await other.until('currentTime', () => other.of('currentTime').length > before);
  }
  raw.socket.destroy();
  return 'unharmed';
}

async function greeted(port: number, clientId: number): Promise<Raw> {
  const raw = new Raw(port);
  raw.hello().send(71, 2, clientId, '');
  await raw.until('9');
  return raw;
}
