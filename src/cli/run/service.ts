/**
 * What a run tells the service manager that started it (systemd, `Type=notify`): that it is ready, that it still turns, how it stands and
 * that it ends. Told by the program that systemd ships for this, since Node.js can not write to a datagram socket of the system itself;
 * started by anybody else, it tells nothing. Source: sd_notify(3), systemd-notify(1), systemd.service(5).
 */
import { spawn } from 'node:child_process';
import type { EventBus } from '../../actors/bus/eventBus.ts';
import type { Engine } from '../../actors/engine/engine.ts';

export interface Service {
  /** Tells from here on how this engine stands. */
  watch(engine: Engine): void;
  /** It has been asked to stop, or has come to its end. */
  stopping(): void;
  /** Tells nothing more. */
  close(): void;
}

/** The environment by which systemd says what it wants to hear. */
export interface ServiceEnvironment {
  readonly NOTIFY_SOCKET?: string;
  /** Within so many microseconds it wants to hear that the process lives. */
  readonly WATCHDOG_USEC?: string;
}

/** @param complain hears, once, why nothing can be told */
export function openService(
  environment: ServiceEnvironment,
  bus: Pick<EventBus, 'subscribe'>,
  complain: (problem: string) => void,
): Service {
  if (environment.NOTIFY_SOCKET === undefined) return { watch: nothing, stopping: nothing, close: nothing };
  let isDeaf = false;
  function tell(...lines: readonly string[]): void {
    if (isDeaf) return;
    const told = spawn('systemd-notify', lines, { stdio: 'ignore' });
    told.on('error', (error) => {
      if (!isDeaf) complain(`systemd-notify: ${error.message}`);
      isDeaf = true;
    });
    told.unref();
  }
  const standing = (engine: Engine): string => {
    const open = engine.views.openPositions();
    const alarms = open.filter(({ isAlarm }) => isAlarm);
    return `STATUS=positions open: ${open.length}, alarms: ${alarms.length}, inputs: ${engine.sequence()}`;
  };
  let beat: NodeJS.Timeout | undefined;
  let isStopping = false;
  function stopping(): void {
    if (!isStopping) tell('STOPPING=1');
    isStopping = true;
  }
  return {
    watch(engine) {
      // Ready is who has heard the broker: a desk that was restored is running before that.
      const first = bus.subscribe('connection.ready', () => {
        tell('READY=1', standing(engine));
        first.unsubscribe();
      });
      const every = Number(environment.WATCHDOG_USEC ?? DAY) / 1_000 / BEATS;
      // The timer of a loop that no longer turns is silent, and that is the message.
      beat = setInterval(() => tell('WATCHDOG=1', standing(engine)), Math.min(every, LONGEST)).unref();
    },
    stopping,
    close() {
      clearInterval(beat);
      stopping();
    },
  };
}
const nothing = (): void => undefined;

/** One beat may be lost: sd_watchdog_enabled(3) asks for half the time or less. */
const BEATS = 3;
const DAY = 86_400e6;
/** However patient the manager is, its picture of the run is no older than this: milliseconds. */
const LONGEST = 10_000;
