/** The desk that is measured: long with a bracket when the fast average crosses the slow one. */
import { parseDesk } from '../src/adapters/deskFile/deskFile.ts';

export const [FAST, SLOW] = [10, 30];
export const crossing = parseDesk(`
desk: crossing
indicators:
  fast: { kind: sma, length: ${FAST}, session: all }
  slow: { kind: sma, length: ${SLOW}, session: all }
rules:
  cross:
    when: market.bar
    if: indicator.fast > indicator.slow && previous.fast <= previous.slow && !position.isOpen
    then:
      - open: { side: long, quantity: 100, stop: { share: 1% }, target: { share: 2% } }
`);
