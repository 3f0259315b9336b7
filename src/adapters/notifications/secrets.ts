/** Secrets of notifiers: put in from the environment, and kept out of everything that is said about them. */

/** `${NAME}` in the user's words. */
const NAMES = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Which variables a part of a document asks for that the environment does not have. */
export const missingVariables = (part: unknown, environment: NodeJS.ProcessEnv): readonly string[] =>
  [...new Set(textsIn(part).flatMap((text) => [...text.matchAll(NAMES)].map(([, name = '']) => name)))].filter(
    (name) => (environment[name] ?? '') === '',
  );

/** The same part with the values of the environment in it. */
export function withEnvironment<T>(part: T, environment: NodeJS.ProcessEnv): T {
  if (typeof part === 'string') return part.replace(NAMES, (_found, name: string) => environment[name] ?? '') as T;
  if (Array.isArray(part)) return part.map((each) => withEnvironment(each, environment)) as T;
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, each]) => [name, withEnvironment(each, environment)]),
  ) as T;
}

/** The values that the environment gives a part of a document. */
export const variablesIn = (part: unknown, environment: NodeJS.ProcessEnv): readonly string[] =>
  textsIn(part).flatMap((text) => [...text.matchAll(NAMES)].map(([, name = '']) => environment[name] ?? ''));

function textsIn(part: unknown): readonly string[] {
  if (typeof part === 'string') return [part];
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(textsIn) : [];
}

/** A secret that is shorter stands in many words by chance, and keeps nobody out. */
const SHORTEST = 4;

/** Leaves secrets out of a text, and keeps it to one line of a bearable length. */
export function hiding(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]))]
    .filter((secret) => secret.length >= SHORTEST)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const clean = known
      .reduce((left, secret) => left.replaceAll(secret, '…'), text)
      .replace(/\s+/g, ' ')
      .trim();
    return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
  };
}
const LONGEST = 200;

/** What of an address may be secret: ntfy has its topic there, Telegram its token. */
export function secretsOfUrl(url: string): readonly string[] {
  if (!URL.canParse(url)) return [url];
  const { username, password, pathname, search } = new URL(url);
  const inQuery = [...new URLSearchParams(search).values()];
  return [username, decodeURIComponent(password), password, ...pathname.split('/'), ...inQuery, search];
}
