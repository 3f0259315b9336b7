/** The command `gateway`: a TWS protocol server over the paper broker, until somebody ends it. */
import { randomBytes } from 'node:crypto';
import type { AdminOptions } from '../adapters/twsGateway/admin.ts';
import type { StateRow } from '../adapters/twsGateway/changedState.ts';
import { faultOf, faultsIn } from '../adapters/twsGateway/faultText.ts';
import { openGateway } from '../adapters/twsGateway/gateway.ts';
import type { Precautions } from '../adapters/twsGateway/precautions.ts';
import { usualPrecautions } from '../adapters/twsGateway/precautions.ts';
import { StateFile } from '../adapters/twsGateway/stateFile.ts';
import { accountId } from '../identifiers.ts';
import type { Amount, Quantity, Ratio } from '../money.ts';
import { print } from './delivery.ts';
import type { ExitCode } from './exit.ts';
import { exitCodes } from './exit.ts';
import type { MarketCommand } from './gatewayMarket.ts';
import { marketOf, wrong } from './gatewayMarket.ts';

export interface GatewayCommand extends MarketCommand {
  readonly host: string;
  readonly port: number;
  readonly seed: number;
  readonly accounts: readonly string[];
  readonly master?: number;
  /** Milliseconds. */
  readonly latency: number;
  readonly children: 'whenComplete' | 'proportional';
  readonly percentageLimit?: Ratio;
  readonly sizeLimit?: Quantity;
  readonly valueLimit?: Amount;
  readonly bypassPrecautions?: boolean;
  readonly state?: string;
  readonly json?: boolean;
  readonly adminPort?: number;
  readonly adminToken?: string;
  readonly fault?: readonly string[];
  readonly faults?: string;
}

/** @throws `gatewayRefused`, `brokerStateBroken`, `notWritable`, `faultRefused`, `badArgument` for a time that would never move */
export async function runGateway(options: GatewayCommand): Promise<ExitCode> {
  const { promise: stopped, resolve: stop, reject: failed } = Promise.withResolvers<void>();
  stopped.catch(() => undefined); // it may fail before anybody waits for it
  process.once('SIGINT', () => stop()).once('SIGTERM', () => stop());
  const accounts = options.accounts.map(accountId);
  if (options.time !== undefined && options.adminPort === undefined)
    throw wrong('time', 'would never move without --admin-port');
  const faults = options.faults === undefined ? [] : await faultsIn(options.faults);
  const admin = adminOf(options);
  const file = options.state === undefined ? undefined : new StateFile(options.state);
  const state = file?.read(accounts);
  const gateway = await openGateway({
    ...(await marketOf(options)),
    accounts,
    host: options.host,
    port: options.port,
    seed: options.seed,
    master: options.master,
    latency: options.latency * 1_000,
    children: options.children,
    precautions: options.bypassPrecautions ? {} : precautionsOf(options),
    state,
    ...(file === undefined ? {} : { keep: (rows: readonly StateRow[]) => file.write(rows), failed }),
    faults: [...faults, ...(options.fault ?? []).map(faultOf)],
    ...(admin === undefined ? {} : { admin }),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const { host } = options;
  const { port, adminPort } = gateway;
  const adminAt = admin === undefined ? {} : { adminPort, adminToken: admin.token };
  const told = options.json
    ? JSON.stringify({ host, port, accounts, simulated: true, seed: options.seed, ...adminAt })
    : `Simulated accounts: ${accounts.join(', ')}. Nothing here reaches a market.
Connect any client of the TWS API to ${host}, port ${port}, with a client id of your choice.
${admin === undefined ? '' : `Faults by HTTP at ${host}, port ${adminPort}, with the token ${admin.token}\n`}Ctrl-C ends it.`;
  await print(told);
  try {
    await stopped;
  } finally {
    await gateway.close();
    file?.close();
  }
  return exitCodes.done;
}

/** The token is one of chance unless told. */
function adminOf({ adminPort: port, adminToken }: GatewayCommand): AdminOptions | undefined {
  return port === undefined ? undefined : { port, token: adminToken ?? randomBytes(16).toString('hex') };
}

/** What is not told is as TWS has it; a limit of nothing is none. */
function precautionsOf({ percentageLimit, sizeLimit, valueLimit }: GatewayCommand): Precautions {
  const { percentage, size, value } = usualPrecautions;
  const limits = {
    percentage: percentageLimit ?? percentage,
    size: sizeLimit ?? size,
    value: valueLimit ?? value,
  };
  return Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit > 0n));
}
