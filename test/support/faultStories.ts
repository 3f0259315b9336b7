/** Stories of a whole desk at a gateway that does wrong: what happens, what the desk sees of it, and how it ends. */
import type { InstrumentId } from '../../src/identifiers.ts';
import { accountId } from '../../src/identifiers.ts';
import type { DeskAtGateway } from './deskAtGateway.ts';

type Fault = Readonly<Record<string, unknown>>;

export interface FaultStory {
  readonly name: string;
  /** Played with every run of the tests, not only in the long suite. */
  readonly isShort?: boolean;
  /** From before the desk opens its position; switched off by nobody unless `happens` does. */
  readonly faults?: readonly Fault[];
  /** While the position is open. */
  readonly happens?: (desk: DeskAtGateway) => Promise<unknown>;
  /** What is out of the ordinary, in alphabetical order. */
  readonly sees: readonly string[];
  /** The client hears of everybody's orders. */
  readonly isMaster?: boolean;
  /** What of the broker's count is not ours in the end; nothing unless told. */
  readonly foreign?: number;
  /** The position is not there any more, or is not left. */
  readonly isOver?: boolean;
  /** Fees that nobody ever told. */
  readonly isFeeLost?: boolean;
}

const on =
  (...faults: readonly Fault[]) =>
  async (desk: DeskAtGateway): Promise<void> => {
    for (const fault of faults) await desk.admin.fault(fault);
  };
const off = (desk: DeskAtGateway) => desk.admin.ask('DELETE', '/faults');
const notices = (cut: number, back: number) => async (desk: DeskAtGateway) => {
  await on({ fault: 'notice', code: cut })(desk);
  await desk.pass(30);
  await on({ fault: 'notice', code: back })(desk);
  await desk.pass(5);
};
const passing = (fault: Fault, count: number) => async (desk: DeskAtGateway) => {
  await on(fault)(desk);
  await desk.pass(count);
};
const aboutOrders = ['openOrder', 'orderStatus', 'execDetails', 'commissionReport'];
const drop = (messages: readonly string[], times?: number): Fault => ({
  ...{ fault: 'drop', messages },
  ...(times === undefined ? {} : { times }),
});
const byHand = { fault: 'place', symbol: 'SPY', action: 'BUY', quantity: 50 };

const soldByHand = (quantity: number): Fault => ({ ...byHand, action: 'SELL', quantity });

/** The stop of the position, at the broker. */
const stopOf = ({ gateway }: DeskAtGateway): number =>
  gateway.save().orders.orders.find(({ order }) => order.orderType === 'STP')?.permId ?? 0;

export const faultStories: readonly FaultStory[] = [
  { name: 'nothing is wrong', sees: [] },
  { name: 'every message comes twice', isShort: true, faults: [{ fault: 'duplicate' }], sees: [] },
  { name: 'every byte comes by itself', faults: [{ fault: 'bytes' }], sees: [] },
  {
    name: 'what is said of orders comes two seconds late',
    faults: [{ fault: 'delay', messages: ['orderStatus', 'openOrder'], by: '2s' }],
    sees: [],
  },
  {
    name: 'executions come behind the status that counts them',
    faults: [{ fault: 'delay', messages: ['execDetails'], behind: 3 }],
    sees: [],
  },
  {
    name: 'executions come three seconds behind it',
    faults: [{ fault: 'delay', messages: ['execDetails'], by: '3s' }],
    sees: ['position.naked'],
  },
  {
    name: 'what is said of orders at one moment comes in another order',
    faults: [{ fault: 'reorder', messages: aboutOrders }],
    sees: ['position.naked'],
  },
  {
    name: 'an execution is lost',
    isShort: true,
    faults: [drop(['execDetails'], 1)],
    sees: ['holding.drifted', 'order.unanswered', 'position.orphaned'],
  },
  { name: 'no status is ever told', faults: [drop(['orderStatus'])], sees: [] },
  {
    name: 'no terms are told, nor listed, until later',
    isShort: true,
    faults: [drop(['openOrder'])],
    happens: async (desk) => {
      await desk.pass(40);
      await off(desk);
      await desk.pass(30);
    },
    sees: ['order.unanswered'],
  },
  {
    name: 'the first six terms and statuses are lost',
    faults: [drop(['openOrder', 'orderStatus'], 6)],
    sees: [],
  },
  { name: 'no position is ever told', faults: [drop(['position'])], sees: [] },
  {
    name: 'what an execution cost is lost, and listed later',
    isShort: true,
    faults: [drop(['commissionReport'], 1)],
    happens: passing({ fault: 'hangUp' }, 10),
    sees: ['connection.lost'],
  },
  { name: 'commissions are late', faults: [{ fault: 'commission', how: 'late', by: '5s' }], sees: [] },
  {
    name: 'commissions are told as not known first',
    faults: [{ fault: 'commission', how: 'sentinel', by: '3s' }],
    sees: [],
  },
  { name: 'commissions never come', faults: [{ fault: 'commission', how: 'missing' }], sees: [], isFeeLost: true },
  {
    name: 'the socket ends in the middle of an execution',
    isShort: true,
    faults: [{ fault: 'kill', messages: ['execDetails'] }],
    sees: ['connection.lost', 'order.unconfirmed'],
  },
  {
    name: 'the socket ends in the middle of the first terms',
    faults: [{ fault: 'kill', messages: ['openOrder'] }],
    sees: ['connection.lost', 'order.unconfirmed'],
  },
  { name: 'the desk is hung up on', happens: passing({ fault: 'hangUp' }, 5), sees: ['connection.lost'] },
  {
    name: 'the gateway is silent for half a minute',
    happens: async (desk) => {
      await passing({ fault: 'drop' }, 30)(desk);
      await off(desk);
      await desk.pass(30);
    },
    sees: ['connection.lost'],
  },
  { name: 'the gateway restarts', happens: passing({ fault: 'restart', for: '30s' }, 90), sees: ['connection.lost'] },
  {
    name: 'the broker loses its line, and has it back',
    happens: notices(1100, 1102),
    sees: ['connection.degraded', 'connection.restored'],
  },
  {
    name: 'it has it back without its data',
    isShort: true,
    happens: notices(1100, 1101),
    sees: ['connection.degraded', 'connection.restored'],
  },
  { name: 'TWS loses its server', happens: notices(2110, 1102), sees: ['connection.degraded', 'connection.restored'] },
  {
    name: 'data farms come and go',
    happens: async (desk) => {
      for (const code of [2103, 2105, 2107, 2108, 2157]) await on({ fault: 'notice', code })(desk);
      await desk.pass(2);
    },
    sees: [],
  },
  {
    name: 'the price of the entry is corrected',
    happens: passing({ fault: 'correct', price: 100 }, 5),
    sees: ['order.revised', 'order.surprised'],
  },
  {
    name: 'the entry was for three shares only',
    isShort: true,
    happens: passing({ fault: 'correct', shares: 3 }, 10),
    sees: ['order.reopened', 'order.revised', 'order.surprised', 'order.unconfirmed'],
  },
  {
    name: 'the entry is taken back',
    happens: passing({ fault: 'correct', shares: 0 }, 30),
    sees: ['order.reopened', 'order.revised', 'order.surprised', 'order.unconfirmed'],
    isOver: true,
  },
  {
    name: 'a person buys in the same account, and says so to the desk',
    happens: async (desk) => {
      await passing(byHand, 40)(desk);
      const instrument = 'SPY' as InstrumentId;
      const of = { account: accountId('DU1234567'), instrument, operator: 'somebody', why: 'bought by hand' };
      desk.engine.send({ type: 'holding.reconcile', ...of });
      await desk.pass(1);
    },
    sees: ['holding.drifted'],
    foreign: 50,
  },
  {
    name: 'a person buys in the same account, and the desk hears of everybody',
    isMaster: true,
    happens: passing(byHand, 10),
    sees: ['holding.external', 'order.external'],
    foreign: 50,
  },
  {
    name: 'the broker takes the stop back and liquidates',
    isShort: true,
    isMaster: true,
    happens: passing({ fault: 'liquidate', symbol: 'SPY' }, 30),
    sees: ['holding.external', 'order.external', 'position.naked', 'position.reducedByOthers'],
    isOver: true,
  },
  {
    name: 'the broker liquidates while the desk is away',
    isMaster: true,
    happens: async (desk) => {
      await on({ fault: 'restart', for: '30s' }, { fault: 'liquidate' })(desk);
      await desk.pass(90);
    },
    sees: ['connection.lost', 'holding.external', 'order.external', 'order.surprised', 'position.reducedByOthers'],
    isOver: true,
  },
  {
    name: 'a person sells a part of what the desk holds',
    isShort: true,
    isMaster: true,
    happens: passing(soldByHand(40), 10),
    sees: ['holding.external', 'order.external', 'position.reducedByOthers'],
  },
  {
    name: 'a person sells more than the desk holds',
    isMaster: true,
    happens: passing(soldByHand(150), 30),
    sees: ['holding.external', 'order.external', 'position.reducedByOthers'],
    isOver: true,
    foreign: -50,
  },
  {
    name: 'a person takes the stop back',
    isShort: true,
    happens: async (desk) => passing({ fault: 'cancel', permId: stopOf(desk) }, 10)(desk),
    sees: ['position.naked'],
  },
  {
    name: 'ids begin anew at one, and the connection too',
    happens: async (desk) => {
      await on({ fault: 'nextId', client: 1, id: 1 }, { fault: 'hangUp' })(desk);
      await desk.pass(5);
      await desk.leave();
      await desk.open();
    },
    sees: ['connection.lost'],
  },
];
