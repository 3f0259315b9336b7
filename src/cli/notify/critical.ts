/** Which facts are critical: what is not as it must be until somebody does something. */
import type { Event } from '../../events.ts';

/** Whether it is told again and again until somebody has seen it. */
export function isCritical(event: Event): boolean {
  switch (event.type) {
    case 'position.naked':
    case 'holding.drifted':
    case 'desk.recordFailed':
      return true;
    case 'holding.lacking':
      return event.quantity !== 0n;
    case 'risk.stateChanged':
      return event.state === 'halted';
    case 'desk.stateChanged':
      return event.state === 'emergency';
    default:
      return false;
  }
}
