/** Money as people read it: two decimals, thousands apart. From the exact text, for the eye only. */
import { amount, moneyText } from '../../money.ts';

/** `-1234.5` as `-1,234.50`. */
export function grouped(exact: string): string {
  const [whole = '', fraction = ''] = moneyText(amount(exact)).split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction}`;
}
