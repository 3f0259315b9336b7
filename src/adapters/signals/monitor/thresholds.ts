/** Which measured values have crossed their thresholds: up at the level, down only so far below it, so that a value at the level is no storm. */
import type { InstrumentId } from '../../../identifiers.ts';

export interface ThresholdPlan {
  readonly name: string;
  /** Which value is measured, as the monitor calls it. */
  readonly value: string;
  readonly level: number;
  /** It has crossed down once it is so far below the level. */
  readonly hysteresis: number;
}

export interface Crossing {
  readonly name: string;
  readonly value: number;
  readonly threshold: number;
  readonly direction: 'up' | 'down';
}

export class Thresholds {
  readonly #plans: readonly ThresholdPlan[];
  /** Whether a value is over its threshold; what was never measured has crossed nothing. */
  readonly #isOver = new Map<string, boolean>();

  constructor(plans: readonly ThresholdPlan[]) {
    this.#plans = plans;
  }

  /** What these values of an instrument have crossed, since those before them. */
  measure(instrument: InstrumentId, values: Readonly<Record<string, unknown>>): readonly Crossing[] {
    return this.#plans.flatMap((plan) => {
      const value = values[plan.value];
      const crossing = typeof value === 'number' ? this.#cross(plan, instrument, value) : undefined;
      return crossing === undefined ? [] : [crossing];
    });
  }

  #cross({ name, level, hysteresis }: ThresholdPlan, instrument: InstrumentId, value: number): Crossing | undefined {
    const key = `${instrument}/${name}`;
    const before = this.#isOver.get(key);
    const isOver = before === true ? value > level - hysteresis : value >= level;
    this.#isOver.set(key, isOver);
    if (before === undefined || before === isOver) return undefined;
    return { name, value, threshold: isOver ? level : level - hysteresis, direction: isOver ? 'up' : 'down' };
  }
}
