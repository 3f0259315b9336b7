/** At which stage a run begins: as an earlier one of the desk was told, whatever its account; a simulated one has no stages. */
import { openStageMark } from '../../adapters/documents/stageMark.ts';
import type { JournalOwner } from '../../adapters/journal/form.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import { isoTime } from '../../identifiers.ts';
import type { Clock, FactSource } from '../../ports.ts';
import { stateFolder } from './journals.ts';
import type { RunOptions } from './options.ts';

/** The desk as it is played where nothing is at stake: it trades all it may. */
export function withoutStages({ promotion: _stages, ...desk }: DeskConfiguration): DeskConfiguration {
  return desk;
}

export interface RunStage {
  readonly said: Omit<Event<'desk.takeStage'>, 'type'> | undefined;
  follow(source: FactSource): void;
}

/** @throws `missingFile`, `notWritable` */
export function openStage(
  options: RunOptions,
  { promotion, name, account }: DeskConfiguration,
  { mode }: JournalOwner,
  clock: Pick<Clock, 'now'>,
): RunStage {
  if (promotion === undefined || mode === 'simulated') return { said: undefined, follow: () => undefined };
  const mark = openStageMark({ folder: stateFolder(options), desk: name, account, now: isoTime(clock.now()) });
  return { said: mark.said(), follow: (source) => mark.follow(source) };
}
