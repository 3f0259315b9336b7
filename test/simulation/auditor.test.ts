import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../src/envelope.ts';
import type { Event } from '../../src/events.ts';
import type { AccountId, ApprovalId, OrderId, PositionId } from '../../src/identifiers.ts';
import type { Quantity } from '../../src/money.ts';
import { price, quantity, zero } from '../../src/money.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { BOOK, SPY, START } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk, snapshotOf } from '../support/handBroker.ts';
import { terms } from '../support/orders.ts';
import { ApprovalAudit } from './audit/approvals.ts';
import { Auditor } from './audit/auditor.ts';
import { Notebook } from './audit/notebook.ts';

const account = 'PAPER' as AccountId;
const holds = (shares: Quantity): BrokerFact => ({
  type: 'broker.position',
  account,
  instrument: SPY,
  quantity: shares,
});
const limits = {
  risk: {},
  patience: { protection: 1 },
} as unknown as ConstructorParameters<typeof Auditor>[1];

/** The account holds 21 shares that nobody has told of, for so many seconds, when a person calls them foreign. */
function seenAfter(count: number): { readonly desk: HandDesk; readonly during: Auditor } {
  const desk = createHandDesk();
  const during = new Auditor(desk.engine, limits);
  desk.tell(holds(quantity(21)));
  desk.pass(count);
  desk.send({ type: 'holding.reconcile', account, instrument: SPY, operator: 'someone', why: 'seen' });
  desk.tell(holds(quantity(21)));
  return { desk, during };
}
async function fromRecord(desk: HandDesk): Promise<Auditor> {
  const behind = new Auditor(desk.engine, limits);
  await behind.goOnFrom(desk.journal);
  return behind;
}
const foreign = ({ engine }: HandDesk) => engine.views.holdings().find(({ instrument }) => instrument === SPY)?.foreign;

describe('the auditor takes the word of a person as the desk does, while it listens and from a record', () => {
  it.each([
    ['an alarm is foreign from then on', 60, quantity(21)],
    ['only a doubt stays one: an execution that explains it may be on its way', 0, quantity(0)],
  ])('a difference that is %s', async (_, count, expected) => {
    const { desk, during } = seenAfter(count);
    expect(foreign(desk)).toBe(expected);
    expect(during.book.others.foreign(SPY)).toBe(expected);
    expect((await fromRecord(desk)).book.others.foreign(SPY)).toBe(expected);
  });

  it('what explains a doubt that a person has called foreign closes it, and is no finding behind a restart', async () => {
    const { desk } = seenAfter(0);
    desk.tell({
      ...{ type: 'broker.execution', order: 'ib:1', execution: 'ox1', revision: 1, by: 'hand' },
      ...{ account, instrument: SPY, side: 'buy', quantity: quantity(21), price: price(100), executedAt: START },
    } as BrokerFact);
    expect(desk.engine.views.holdings()).toMatchObject([{ foreign: quantity(21), isAlarm: false }]);
    const { book } = await fromRecord(desk);
    expect(book.others.foreign(SPY)).toBe(quantity(21));
  });
});

/** The book holds nothing: a round trip that is over has left what the one that goes on for it holds, on the other side. */
function findingsWith(held: Quantity): readonly string[] {
  const book = new Notebook();
  const approvals = new ApprovalAudit(book, {});
  const findings: string[] = [];
  const hear = (event: Event): void => {
    book.hear(event, { index: 1, at: START } as Envelope);
    approvals.hear(event, (check) => findings.push(check));
  };
  const [ended, heir] = ['p1', 'p2'] as unknown as [PositionId, PositionId];
  const where = { instrument: SPY, book: BOOK, account, cost: zero, realised: zero, fees: zero, dividends: zero };
  for (const event of [
    { type: 'connection.restored', broker: 'hand', dataLost: false },
    { type: 'broker.snapshot', snapshot: snapshotOf() },
    { type: 'position.planned', position: heir, instrument: SPY, book: BOOK, side: 'long' },
    { type: 'position.changed', position: heir, quantity: held, ...where },
    {
      ...{ type: 'order.place', order: 'o1' as OrderId },
      terms: terms({ side: 'sell', quantity: quantity(1), type: 'stop', stop: price(20) }),
      links: { book: BOOK, role: 'stop', position: ended },
    },
    { type: 'risk.approved', order: 'o1' as OrderId, approval: 'a1' as ApprovalId, exposure: zero, reducing: true },
  ] as readonly Event[])
    hear(event);
  return findings;
}

it.each([
  ['as much as the one that goes on for it holds', quantity(1), []],
  ['more than that', quantity('0.5'), ['what passes as reducing can not add risk']],
])('an exit of a round trip that is over sells %s, whatever the book holds', (_, held, findings) => {
  expect(findingsWith(held)).toEqual(findings);
});
