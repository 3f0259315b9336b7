/** The properties that random lives keep, for a sample and for a long run. */
import type { Parameters } from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { groupMachine } from '../../../src/machines/group/groupMachine.ts';
import { orderMachine } from '../../../src/machines/order/orderMachine.ts';
import { positionMachine } from '../../../src/machines/position/positionMachine.ts';
import { nodesOf } from '../reach/exploration.ts';
import { checkGroups } from './groups.ts';
import { checkEndings, checkLedgers } from './orders.ts';
import { checkFlips, checkPositions } from './positions.ts';
import { checkTriggers } from './triggers.ts';
import type { Visits } from './visits.ts';
import { printed } from './visits.ts';

export interface Runs {
  /** How many lives of each kind. */
  readonly count: number;
}

/** Declares the tests. */
export function testLives({ count }: Runs): void {
  const parameters: Parameters<unknown> = { numRuns: count };
  const visits: Record<'orders' | 'positions' | 'groups', Visits> = {
    orders: new Map(),
    positions: new Map(),
    groups: new Map(),
  };

  describe('in any life', () => {
    it('B13, B14, B15: an order books and says what a clerk books who hears the same, whatever comes and however often', () => {
      checkLedgers(visits.orders, parameters);
    });
    it('B16: executions and the ending decide how an order ended, however the rest is shuffled, repeated or lost', () => {
      checkEndings(new Map(), parameters);
    });
    it('B14: a position is worth what its fills are worth today, to the units that were rounded', () => {
      checkPositions(visits.positions, parameters);
    });
    it('B13: a flip divides an execution without losing a share or a unit of its fee', () => {
      checkFlips(parameters);
    });
    it('B9, B10: at rest the stops are for what is held, the targets for no more, and an excess has been traded back', () => {
      checkGroups(visits.groups, parameters);
    });
    it('orders that wait for another are placed once, for the part of themselves that has filled of it', () => {
      checkTriggers(visits.groups, parameters);
    });
    it.each([
      ['order', orderMachine, visits.orders],
      ['position', positionMachine, visits.positions],
      ['group', groupMachine, visits.groups],
    ] as const)('the late states of the %s chart are reached as well', (_name, machine, reached) => {
      const leaves = nodesOf(machine.root).filter(({ type }) => type === 'atomic');
      const planned = new Set(['planned', 'protection.orphaned']);
      const missing = leaves
        .map(({ path }) => path.join('.'))
        .filter((path) => !reached.has(path) && !planned.has(path));
      expect(missing).toEqual([]);
    });
  });

  afterAll(() => {
    for (const [name, reached] of Object.entries(visits))
      process.stdout.write(`\n${printed(`${count} ${name}`, reached)}\n`);
  });
}
