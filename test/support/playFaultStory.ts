/** Plays a story of faults: a position is opened, what is to happen happens, all is left; then books and broker are compared. */
import { expect } from 'vitest';
import { amount, quantity, zero } from '../../src/money.ts';
import type { DeskAtGateway } from './deskAtGateway.ts';
import { deskAtGateway } from './deskAtGateway.ts';
import type { FaultStory } from './faultStories.ts';

/** What is out of the ordinary in the life of a position. */
const unusual = [
  /^connection\.(lost|degraded|restored)$/,
  /^desk\.(quarantined|inputGivenUp)$/,
  /^group\.overfilled$/,
  /^holding\.(drifted|external)$/,
  /^order\.(doubled|external|overfilled|reopened|revised|surprised|unaccounted|unanswered|unconfirmed)$/,
  /^position\.(naked|orphaned|overstayed|reducedByOthers)$/,
];

const seen = ({ facts }: DeskAtGateway): readonly string[] =>
  [...new Set<string>(facts.map(({ type }) => type))].filter((type) => unusual.some((each) => each.test(type))).sort();

export async function playFaultStory(story: FaultStory): Promise<void> {
  const { faults = [], happens, isMaster = false, isOver = false } = story;
  const desk = await deskAtGateway(isMaster ? { master: 1 } : {});
  for (const fault of faults) await desk.admin.fault(fault);
  await desk.open();
  await desk.pass(6);
  await happens?.(desk);
  if (!isOver) await desk.leave();
  await desk.pass(10);
  expect(seen(desk)).toEqual(story.sees);
  agreeInTheEnd(desk, story);
}

/** The same shares, the same money, and nothing open any more. */
export function agreeInTheEnd(
  { engine, gateway }: DeskAtGateway,
  story: Pick<FaultStory, 'foreign' | 'isFeeLost'>,
): void {
  const foreign = quantity(story.foreign ?? 0);
  const { accounts, orders } = gateway.save();
  const [account] = accounts;
  expect(engine.views.openPositions()).toEqual([]);
  expect(engine.views.holdings()).toMatchObject([
    { state: 'inSync', isAlarm: false, booked: zero, reported: foreign, foreign },
  ]);
  expect(account?.lines.map(([, { quantity: held }]) => held)).toEqual([foreign]);
  const ours = orders.orders.filter(({ clientId }) => clientId === 1);
  expect(ours.filter(({ status }) => !['Filled', 'Cancelled', 'Inactive'].includes(status))).toEqual([]);
  expect(new Set(ours.map(({ orderId }) => orderId)).size).toBe(ours.length);
  if (foreign !== zero) return;
  const { cash, fees } = engine.views.account();
  if (story.isFeeLost) expect([fees, cash - (account?.book.cash ?? zero)]).toEqual([zero, amount('0.70')]);
  else expect(cash).toBe(account?.book.cash);
}
