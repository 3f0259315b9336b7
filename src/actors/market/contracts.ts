/**
 * What the broker says of the contract of each instrument: how far its prices and sizes are apart. The coarser of its word and the desk
 * document's holds; without its word, the document's.
 */
import type { DeskConfiguration } from '../../configuration.ts';
import type { Event } from '../../events.ts';
import type { InstrumentId } from '../../identifiers.ts';
import type { Quantity } from '../../money.ts';
import { decimalText, greater } from '../../money.ts';
import type { PriceSteps } from '../../priceSteps.ts';
import { coarser, coarserSteps } from '../../priceSteps.ts';
import type { Owners } from '../owners.ts';
import type { Pass, Station } from '../pass.ts';

/** What orders in an instrument have to fit. */
export interface Grid {
  readonly tick: PriceSteps;
  readonly lot: Quantity;
  /** What an opening is for at least. */
  readonly least: Quantity;
}

/** The word as it was given: what comes of it depends on the desk document of now. */
type Word = Omit<Event<'market.contract'>, 'type' | 'instrument'>;

export interface Contracts {
  readonly hear: Station<Event<'market.contract'>>;
  gridOf(instrument: InstrumentId): Grid;
}

export function createContracts(owners: Owners, { tick, lot }: Pick<DeskConfiguration, 'tick' | 'lot'>): Contracts {
  const own = owners.register('contracts', 1);
  const words = own.records<InstrumentId, Word>('words');
  /** The difference that was told last, in words. */
  const told = own.records<InstrumentId, string>('told');
  const document: Grid = { tick, lot, least: lot };

  function gridOf(instrument: InstrumentId): Grid {
    const word = words.get(instrument);
    if (word === undefined) return document;
    const { increments, sizeIncrement, minSize } = word;
    const size = sizeIncrement === undefined ? lot : coarser(lot, sizeIncrement);
    return { tick: coarserSteps(tick, increments), lot: size, least: greater(size, minSize ?? size) };
  }

  return {
    hear({ type: _type, instrument, ...word }: Event<'market.contract'>, pass: Pass) {
      words.set(instrument, word);
      const [ours, holds] = [textOf(document), textOf(gridOf(instrument))];
      if (holds === (told.get(instrument) ?? ours)) return;
      told.set(instrument, holds);
      pass.say({ type: 'market.contractDiffers', instrument, document: ours, holds });
    },
    gridOf,
  };
}

const textOf = ({ tick, lot, least }: Grid): string =>
  `prices by ${stepsText(tick)}, sizes by ${decimalText(lot)} from ${decimalText(least)} on`;
const stepsText = (steps: PriceSteps): string =>
  typeof steps === 'bigint'
    ? decimalText(steps)
    : steps.map(({ from, increment }) => `${decimalText(increment)} from ${decimalText(from)} on`).join(', ');
