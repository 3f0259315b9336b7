/**
 * The engine that is killed while it trades with a gateway: by the clock of the machine, over a real socket. It says when the broker has been
 * read, what it holds then, and what it finds strange; told to finish, it leaves everything and says what it has come to.
 */
import { createEngine } from '../../src/actors/engine/engine.ts';
import { createLiveClock } from '../../src/adapters/clock/liveClock.ts';
import { parseDesk } from '../../src/adapters/deskFile/deskFile.ts';
import { createInteractiveBrokers } from '../../src/adapters/interactiveBrokers/interactiveBrokers.ts';
import { openIdStore } from '../../src/adapters/interactiveBrokers/socketIds.ts';
import { createSqliteJournal } from '../../src/adapters/journal/sqliteJournal.ts';
import { encode } from '../../src/codec.ts';
import { accountId, instrumentId, seconds } from '../../src/identifiers.ts';
import { VERSION } from '../../src/version.ts';
import type { GatewayTold } from './gatewayTold.ts';
import { strange } from './gatewayTold.ts';

const [journalFile = '', idsFile = '', port = ''] = process.argv.slice(2);
const tell = (told: GatewayTold): unknown => process.send?.(told);

const account = accountId('DU1234567');
const instruments = ['SPY', 'QQQ', 'IBM', 'GE'].map(instrumentId);
/** Round trips of a second or two in four symbols, with changes of stops on the way. */
const desk = parseDesk(`
desk: killed
account: ${account}
symbols: [SPY, QQQ, IBM, GE]
risk: { maxOrderQuantity: 500, maxOrderNotional: 400000 }
rules:
  enter:
    when: market.quote
    if: "!position.isOpen"
    then: [{ open: { side: long, quantity: 100, stop: { amount: 0.06 }, target: { amount: 0.04 }, trail: { amount: 0.05 }, timeLimit: 3s } }]
`);

const owner = { account, mode: 'paper', desk: desk.name } as const;
const journal = await createSqliteJournal({ file: journalFile, owner, version: VERSION, patience: 0 });
const clock = createLiveClock({ aftermath: seconds(2) });
const broker = createInteractiveBrokers({
  ...{ host: '127.0.0.1', port: Number(port), clientId: 1, account, mode: 'paper', clock },
  ...{ ids: openIdStore(idsFile), chance: () => 0.5 },
  backOff: { first: seconds(0.1), longest: seconds(0.4) },
});
const day = new Date(clock.now() / 1_000).toISOString().slice(0, 10);
const market = broker.quotes({ instruments, days: { from: day, to: '9999-12-31' } });
const engine = createEngine({ desk, broker, clock, journal, market, checkpointEvery: 200 });

const { sequence } = await engine.recover();
tell({ recovered: sequence });
engine.bus.subscribe('connection.ready', () =>
  tell({
    ready: engine.views
      .holdings()
      .map(({ instrument, booked, reported, foreign }) => encode({ instrument, booked, reported, foreign })),
  }),
);
engine.bus.subscribe('*', (event) => {
  if (strange.test(event.type)) tell({ strange: encode(event) });
});
process.on('message', () => engine.stop({ flatten: true, why: 'enough' }));
await engine.run();
market.close();
await journal.close({ how: 'stopped', sequence: engine.sequence(), stateHash: engine.hash() });
const { cash, residue } = engine.views.account();
tell({
  ended: {
    cash: encode(cash),
    residue: encode(residue),
    open: engine.views.openPositions().length,
    holdings: engine.views.holdings().map(({ booked, reported, foreign }) => encode({ booked, reported, foreign })),
  },
});
process.disconnect();
