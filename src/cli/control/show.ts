/** The commands that show a desk that runs: `status`, `orders`, `positions`, `signals`, `limits`, `rules`. */
import type * as z from 'zod';
import * as answers from '../../adapters/controlApi/answers.ts';
import { print } from '../delivery.ts';
import type { ExitCode } from '../exit.ts';
import { exitCodes } from '../exit.ts';
import type { DeskPlace } from './deskClient.ts';
import { askDesk, DeskProblem } from './deskClient.ts';
import { alarmsText, limitsText, ordersText, positionsText, rulesText, signalsText, statusText } from './tables.ts';

export interface ShowOptions extends DeskPlace {
  readonly json?: boolean;
  /** What has lately ended as well. */
  readonly all?: boolean;
}

interface View<S extends z.ZodType> {
  readonly path: (options: ShowOptions) => string;
  readonly shape: S;
  readonly textOf: (answer: z.infer<S>) => string;
}
const view = <S extends z.ZodType>(of: View<S>): View<S> => of;
const which = ({ all = false }: ShowOptions): string => (all ? '?which=all' : '');

const views = {
  status: view({ path: () => '/api/v1/status', shape: answers.status, textOf: statusText }),
  orders: view({
    path: (options) => `/api/v1/orders${which(options)}`,
    shape: answers.orders,
    textOf: ({ orders }) => ordersText(orders),
  }),
  positions: view({
    path: (options) => `/api/v1/positions${which(options)}`,
    shape: answers.positions,
    textOf: ({ positions }) => positionsText(positions),
  }),
  signals: view({
    path: () => '/api/v1/signals',
    shape: answers.signals,
    textOf: ({ signals }) => signalsText(signals),
  }),
  alarms: view({ path: () => '/api/v1/alarms', shape: answers.alarms, textOf: ({ alarms }) => alarmsText(alarms) }),
  limits: view({ path: () => '/api/v1/limits', shape: answers.limits, textOf: ({ limits }) => limitsText(limits) }),
  rules: view({ path: () => '/api/v1/rules', shape: answers.rules, textOf: ({ rules }) => rulesText(rules) }),
} as const;

/** What can be shown. */
export type Shown = keyof typeof views;

/** @throws `deskNotServed`, `deskAnswersWrongly` */
export const show = (what: Shown, options: ShowOptions): Promise<ExitCode> =>
  answered(options, async () => {
    const { path, shape, textOf } = views[what] as View<z.ZodType>;
    const answer = await askDesk(options, path(options), shape);
    await print(options.json === true ? JSON.stringify(answer, null, 2) : textOf(answer));
    return exitCodes.done;
  });

/** What the desk says against it is told as it says it, and has an exit code of its own. */
export async function answered(
  { json = false }: { readonly json?: boolean },
  act: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DeskProblem)) throw error;
    const { code, message, remedy } = error;
    if (json) await print(JSON.stringify({ error: { code, message, remedy } }, null, 2));
    else process.stderr.write(`ordermaton: ${message}\n${remedy}\n`);
    return exitCodes.refused;
  }
}
