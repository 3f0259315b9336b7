/** What the broker behind the gateway does wrong on command: each fault, and what clients are told of it. */
import { describe, expect, it } from 'vitest';
import { order, SPY, steppedGateway } from '../../support/steppedGateway.ts';

describe('the commission of an execution', () => {
  /** The commissions that a client hears of, live and then in the list of executions: `none` where the largest double is told. */
  async function commissions(fault: object | undefined, wait: number) {
    const { desk, step, admin } = await steppedGateway();
    if (fault !== undefined) await admin.fault({ fault: 'commission', ...fault });
    const client = await desk(1);
    const told = () =>
      client.of('commissionReport').map(([, report]) => (report as { commission?: number }).commission ?? 'none');
    client.api.placeOrder(1, SPY, order());
    await step();
    const atOnce = told();
    await step(wait);
    const later = told().slice(atOnce.length);
    client.api.reqExecutions(7, {});
    await client.until('execDetailsEnd');
    expect(client.of('execDetails')).toHaveLength(2);
    return [atOnce, later, told().slice(atOnce.length + later.length)];
  }
  const FEE = 0.35;

  it.each<[string, object | undefined, readonly [readonly unknown[], readonly unknown[], readonly unknown[]]]>([
    ['is told at once', undefined, [[FEE], [], [FEE]]],
    ['comes late', { how: 'late', by: '2s' }, [[], [FEE], [FEE]]],
    ['has not come before its time', { how: 'late', by: '3s' }, [[], [], []]],
    ['never comes', { how: 'missing' }, [[], [], []]],
    ['is told as not known', { how: 'sentinel' }, [['none'], [], ['none']]],
    ['is told as not known, and later as it is', { how: 'sentinel', by: '2s' }, [['none'], [FEE], [FEE]]],
  ])('%s', async (_how, fault, expected) => {
    expect(await commissions(fault, 2)).toEqual(expected);
  });

  it('is as ever once the fault has befallen as many as told', async () => {
    const { desk, step, admin } = await steppedGateway();
    await admin.fault({ fault: 'commission', how: 'missing', after: 1, times: 1 });
    const client = await desk(1);
    for (const id of [1, 2, 3]) {
      client.api.placeOrder(id, SPY, order());
      await step(1);
    }
    const charged = client.of('commissionReport').map(([, report]) => (report as { execId: string }).execId);
    const executed = client.of('execDetails').map(([, , , done]) => (done as { execId: string }).execId);
    expect(executed).toHaveLength(3);
    expect(charged).toEqual([executed[0], executed[2]]);
  });

  it.each([
    [{ how: 'late' }, /expected by/],
    [{ how: 'missing', by: '1s' }, /none where it is missing/],
    [{ how: 'wrong' }, /expected late or missing or sentinel/],
  ])('has no fault %j', async (fault, problem) => {
    const { admin } = await steppedGateway();
    const { told } = await admin.ask('POST', '/faults', JSON.stringify({ fault: 'commission', ...fault }));
    expect(told.error).toMatchObject({ code: 'faultRefused', message: expect.stringMatching(problem) });
  });
});
