/** The commands that command a desk that runs: each with who asks and why, and armed where it adds or loosens risk. */
import { userInfo } from 'node:os';
import * as answers from '../../adapters/controlApi/answers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import { wrongWord } from '../values.ts';
import type { Asking, DeskPlace } from './deskClient.ts';
import { askDesk } from './deskClient.ts';
import { answered } from './show.ts';
import { outcomeText } from './tables.ts';

export interface CommandOptions extends DeskPlace {
  readonly json?: boolean;
  readonly operator?: string;
  readonly why: string;
  /** With the control token, for this command alone. */
  readonly arm?: boolean;
  /** What was shown of it; what is shown now unless told. */
  readonly decidedOn?: string;
}

interface Wish {
  readonly path: string;
  readonly body?: object;
  /** What is shown of what it is about. */
  readonly shown?: (() => Promise<string | undefined>) | undefined;
}

/** @throws `deskNotServed`, `deskAnswersWrongly`, `badArgument` */
const commanded = (options: CommandOptions, wishOf: () => Wish | Promise<Wish>): Promise<ExitCode> =>
  answered(options, async () => {
    const wish = await wishOf();
    const outcome = options.arm === true ? await armed(options, wish) : await given(options, wish);
    await print(options.json === true ? JSON.stringify(outcome, null, 2) : outcomeText(outcome));
    return exitCodes.done;
  });

const given = ({ ...options }: CommandOptions, { path, body = {} }: Wish, asking: Pick<Asking, 'headers'> = {}) =>
  askDesk(options, `/api/v1/${path}`, answers.outcome, {
    ...{ method: 'POST', body: { ...askerOf(options), ...body }, ...asking },
  });

const askerOf = ({ operator, why }: CommandOptions) => ({ operator: operator ?? userInfo().username, why });

/** Armed for one command: what it is decided on is what is shown now, unless somebody says what they saw. */
async function armed(options: CommandOptions, wish: Wish) {
  const asker = askerOf(options);
  const post = { method: 'POST' } as const;
  const token = process.env.ORDERMATON_CONTROL_TOKEN;
  if (token === undefined || token === '')
    throw wrongWord('--arm', 'needs the control token in $ORDERMATON_CONTROL_TOKEN, as the desk was started with it');
  const { arming } = await askDesk(options, '/api/v1/arm', answers.armed, { ...post, body: { ...asker, token } });
  const headers = { 'x-arming': arming };
  try {
    const decidedOn = options.decidedOn ?? (await wish.shown?.());
    const body = { ...wish.body, ...(wish.shown === undefined || decidedOn === undefined ? {} : { decidedOn }) };
    return await given(options, { ...wish, body }, { headers });
  } finally {
    await askDesk(options, '/api/v1/disarm', answers.disarmed, { ...post, body: asker, headers });
  }
}

const shownIn = async (options: DeskPlace, what: 'orders' | 'positions', name: string): Promise<string | undefined> => {
  if (what === 'orders') {
    const { orders } = await askDesk(options, '/api/v1/orders?which=all', answers.orders);
    return orders.find(({ order }) => order === name)?.shown;
  }
  const { positions } = await askDesk(options, '/api/v1/positions?which=all', answers.positions);
  return positions.find(({ position }) => position === name)?.shown;
};

export const halt = (scope: string, options: CommandOptions): Promise<ExitCode> =>
  commanded(options, () => ({ path: 'halt', body: { scope } }));

export const reduce = (scope: string, options: CommandOptions): Promise<ExitCode> =>
  commanded(options, () => ({ path: 'reduce', body: { scope } }));

export const recover = (options: CommandOptions): Promise<ExitCode> =>
  commanded(options, () => ({
    path: 'recover',
    shown: async () => (await askDesk(options, '/api/v1/status', answers.status)).shown,
  }));

/** One stage up unless told which: what is next is asked of the desk. */
export const promote = (to: string | undefined, options: CommandOptions): Promise<ExitCode> => {
  const status = () => askDesk(options, '/api/v1/status', answers.status);
  return commanded(options, async () => ({
    path: 'promote',
    body: { to: to ?? (await status()).stage?.next ?? 'paper' },
    shown: async () => (await status()).shown,
  }));
};

export const demote = (to: string, options: CommandOptions): Promise<ExitCode> =>
  commanded(options, () => ({ path: 'demote', body: { to } }));

export const kill = ({
  flatten: leaves,
  ...options
}: CommandOptions & { readonly flatten?: true }): Promise<ExitCode> =>
  commanded(options, () => ({ path: 'kill', body: { word: 'kill', ...(leaves ? { flatten: leaves } : {}) } }));

export const flatten = (options: CommandOptions): Promise<ExitCode> => commanded(options, () => ({ path: 'flatten' }));

export const resume = (scope: string, options: CommandOptions): Promise<ExitCode> =>
  commanded(options, () => ({
    path: 'resume',
    body: { scope },
    async shown() {
      const { restrictions } = await askDesk(options, '/api/v1/status', answers.status);
      const isMeant = (name: string): boolean => (scope === 'account' ? name.startsWith('account/') : name === scope);
      return restrictions.find((each) => isMeant(each.scope))?.shown;
    },
  }));

export const cancel = (order: string, options: CommandOptions): Promise<ExitCode> =>
  commanded(options, () => ({
    path: `orders/${encodeURIComponent(order)}/cancel`,
    shown: () => shownIn(options, 'orders', order),
  }));

export interface AmendOptions extends CommandOptions {
  readonly quantity?: string;
  readonly limit?: string;
  readonly stop?: string;
}

export const amend = (order: string, { quantity, limit, stop, ...options }: AmendOptions): Promise<ExitCode> =>
  commanded(options, () => ({
    path: `orders/${encodeURIComponent(order)}/amend`,
    body: { quantity, limit, stop },
    shown: () => shownIn(options, 'orders', order),
  }));

export const acknowledge = (alarm: string, { json = false, ...options }: CommandOptions): Promise<ExitCode> =>
  answered({ json }, async () => {
    const path = `/api/v1/alarms/${encodeURIComponent(alarm)}/acknowledge`;
    const seen = await askDesk(options, path, answers.alarm, { method: 'POST', body: askerOf(options) });
    await print(
      json ? JSON.stringify(seen, null, 2) : `${seen.type} at ${seen.at}: seen by ${seen.acknowledged?.operator}.`,
    );
    return exitCodes.done;
  });

/** A position by its name, or the only open one in a symbol. */
async function positionMeant(options: DeskPlace, meant: string): Promise<string> {
  const { positions } = await askDesk(options, '/api/v1/positions', answers.positions);
  if (positions.some(({ position }) => position === meant)) return meant;
  const found = positions.filter(({ instrument }) => instrument === meant.toUpperCase());
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.position;
  if (found.length === 0) return meant; // the desk says which there are
  const names = found.map(({ position }) => position).join(', ');
  throw wrongWord('<position>', `there are several in ${meant}, name one: ${names}`);
}

export const close = (meant: string, options: CommandOptions): Promise<ExitCode> =>
  commanded(options, async () => {
    const position = await positionMeant(options, meant);
    return {
      path: `positions/${encodeURIComponent(position)}/close`,
      shown: () => shownIn(options, 'positions', position),
    };
  });

export interface ProtectOptions extends CommandOptions {
  readonly stop?: string;
  readonly target?: string;
  readonly loosen?: true;
}

export const protect = (meant: string, { stop, target, loosen, ...options }: ProtectOptions): Promise<ExitCode> =>
  commanded(options, async () => {
    const position = await positionMeant(options, meant);
    return {
      path: `positions/${encodeURIComponent(position)}/protect`,
      body: { stop, target, loosen },
      shown: () => shownIn(options, 'positions', position),
    };
  });

export interface PlaceOptions extends CommandOptions {
  readonly type?: string;
  readonly limit?: string;
  readonly stop?: string;
  readonly timeInForce?: string;
}
export interface Placed {
  readonly side: string;
  readonly quantity: string;
  readonly symbol: string;
}

export const place = (
  { side, quantity, symbol }: Placed,
  { type, limit, stop, timeInForce, ...options }: PlaceOptions,
): Promise<ExitCode> =>
  commanded(options, () => {
    const instrument = symbol.toUpperCase();
    return {
      path: 'orders',
      body: { side, quantity, instrument, type: type ?? typeOf(limit, stop), limit, stop, timeInForce },
      async shown() {
        const path = `/api/v1/instruments/${encodeURIComponent(instrument)}`;
        return (await askDesk(options, path, answers.instrument)).shown;
      },
    };
  });

/** A stop with a limit is a stop-limit. */
const typeOf = (limit: string | undefined, stop: string | undefined): string =>
  stop === undefined ? (limit === undefined ? 'market' : 'limit') : limit === undefined ? 'stop' : 'stopLimit';
