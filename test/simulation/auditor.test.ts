import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../src/identifiers.ts';
import type { Quantity } from '../../src/money.ts';
import { price, quantity } from '../../src/money.ts';
import type { BrokerFact } from '../../src/ports.ts';
import { SPY, START } from '../support/desk.ts';
import type { HandDesk } from '../support/handBroker.ts';
import { createHandDesk } from '../support/handBroker.ts';
import { Auditor } from './audit/auditor.ts';

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
