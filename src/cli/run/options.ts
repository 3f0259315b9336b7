/** What the command line asks of a run, and what is said of an option that can not be had. */
import { OrdermatonError } from '../../errors.ts';

export interface RunOptions {
  /** The embedded paper broker, or Interactive Brokers; the former unless told. */
  readonly broker?: 'paper' | 'ib';
  readonly host?: string;
  readonly port?: number;
  readonly clientId?: number;
  readonly account?: string;
  /** Real money. */
  readonly live?: boolean;
  readonly allowDelayed?: boolean;
  /** When TWS or IB Gateway restarts each day: minutes after midnight in New York. */
  readonly restart?: number;
  readonly desk?: string;
  readonly demo?: boolean;
  readonly data?: string;
  readonly symbols?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly resolution?: 'minute' | 'second' | 'daily';
  /** Minutes. */
  readonly period?: number;
  readonly signals?: string;
  /** The address of an options-flow monitor. */
  readonly monitor?: string;
  readonly seed: number;
  readonly speed?: number | 'max';
  readonly onBadRow: 'stop' | 'skip';
  readonly onMissingDay: 'stop' | 'skip';
  /** `factorFiles`, `none`, or a CSV file of splits and dividends. */
  readonly corporateActions?: string;
  readonly latency?: number;
  readonly brokerState?: string;
  /** A file; false for none; one of its own in the state folder unless told. */
  readonly journal?: string | false;
  readonly stateDir?: string;
  /** Why a halt that is marked in the state folder is lifted. */
  readonly resume?: string;
  /** A statement of the broker that is brought in once it has been read. */
  readonly statement?: string;
  readonly export?: string;
  readonly report?: string;
  readonly flatten?: boolean;
  /** The port of the API; true for the usual one, false for none. */
  readonly api?: number | boolean;
  /** What adds or loosens risk may be armed where it is about real money. */
  readonly liveControl?: boolean;
  /** Whether people are told; at a broker unless told otherwise, in a simulated run only where it is said. */
  readonly notify?: boolean;
  readonly json?: boolean;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** What is wrong with an option. */
export const wrong = (name: keyof RunOptions | 'noJournal', problem: string): OrdermatonError =>
  new OrdermatonError('badArgument', {
    argument: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    problem,
  });
