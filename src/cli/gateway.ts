/** The command `gateway`: a TWS protocol server over the paper broker, until somebody ends it. */
import { randomBytes } from 'node:crypto';
import type { AdminOptions } from '../adapters/twsGateway/admin.ts';
import { faultOf, faultsIn } from '../adapters/twsGateway/faultText.ts';
import { openGateway } from '../adapters/twsGateway/gateway.ts';
import type { GatewayState } from '../adapters/twsGateway/gatewayBroker.ts';
import type { Precautions } from '../adapters/twsGateway/precautions.ts';
import { usualPrecautions } from '../adapters/twsGateway/precautions.ts';
import { readGatewayState, writeGatewayState } from '../adapters/twsGateway/stateFile.ts';
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

/** @throws `gatewayRefused`, `brokerStateBroken`, `missingFile`, `faultRefused`, `badArgument` for a time that would never move */
export async function runGateway(options: GatewayCommand): Promise<ExitCode> {
  const stopped = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  const accounts = options.accounts.map(accountId);
  const { state: file } = options;
  const keeper = file === undefined ? undefined : new Keeper(file);
  if (options.time !== undefined && options.adminPort === undefined)
    throw wrong('time', 'would never move without --admin-port');
  const faults = options.faults === undefined ? [] : await faultsIn(options.faults);
  const admin = adminOf(options);
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
    state: file === undefined ? undefined : await readGatewayState(file, accounts),
    ...(keeper === undefined ? {} : { keep: (state: () => GatewayState) => keeper.keep(state) }),
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
  await stopped;
  const last = gateway.save();
  await gateway.close();
  keeper?.keep(() => last);
  await keeper?.settled();
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

/** Writes the newest state, one write at a time: what changes meanwhile is written once, when that one is done. */
class Keeper {
  readonly #file: string;
  #next: (() => GatewayState) | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;

  constructor(file: string) {
    this.#file = file;
  }

  keep(state: () => GatewayState): void {
    this.#next = state;
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#writing = this.#write();
  }

  settled(): Promise<void> {
    return this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#next !== undefined) {
      const state = this.#next();
      this.#next = undefined;
      await writeGatewayState(this.#file, state);
    }
    this.#isWriting = false;
  }
}
