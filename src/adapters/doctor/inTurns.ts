/** Several at a time and no more: lines of market data and questions about the past are few. */

const AT_A_TIME = 20;

export async function inTurns<T, F>(items: readonly T[], each: (item: T) => Promise<readonly F[]>): Promise<F[]> {
  const all: F[] = [];
  for (let from = 0; from < items.length; from += AT_A_TIME)
    all.push(...(await Promise.all(items.slice(from, from + AT_A_TIME).map(each))).flat());
  return all;
}
