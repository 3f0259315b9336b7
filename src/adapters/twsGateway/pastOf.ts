/** Where the past of an instrument comes from: made by the seed, or what a recorded market has told. */
import type { PlacedBar } from './barGrid.ts';
import type { BarsAsked } from './barsAsked.ts';
import type { Floor } from './floor.ts';
import type { ListedInstrument } from './instruments.ts';
import type { Past } from './pastBars.ts';
import { generatedBars } from './pastBars.ts';
import type { PastTick, TicksAsked } from './pastTicks.ts';
import { generatedTicks, tapedTicks } from './pastTicks.ts';
import type { Refusal } from './refusal.ts';

/** The bars that are asked for, or why there are none. */
export function barsOf(
  floor: Floor,
  { instrument, contract }: ListedInstrument,
  asked: BarsAsked,
): readonly PlacedBar[] | Refusal {
  const past = pastOf(floor, { instrument, contract });
  return past === undefined ? floor.tape.bars(instrument, asked, floor.hours) : generatedBars(past, asked);
}

/** The generated past, where there is one. */
function pastOf(
  { market, seed, hours, clock }: Floor,
  { instrument, contract }: Pick<ListedInstrument, 'instrument' | 'contract'>,
): Past | undefined {
  const base = market.hasGeneratedPast === true ? market.shown(instrument)?.close : undefined;
  return base === undefined ? undefined : { seed, hours, base, conId: contract.conId, now: clock.now() };
}

/** The ticks that are asked for; they end with now. */
export function ticksOf(floor: Floor, listed: ListedInstrument, asked: TicksAsked): readonly PastTick[] {
  const past = pastOf(floor, listed);
  return past === undefined ? tapedTicks(floor.tape.of(listed.instrument), asked) : generatedTicks(past, asked);
}
