/** Asks the desk. The token is the tab's own: it is kept nowhere else, and other tabs and ports know nothing of it. */
const KEPT = 'ordermaton.token';

/** What the desk said against it. */
export class Refused extends Error {
  readonly code: string;
  readonly remedy: string;
  constructor(code: string, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}

/** Exchanges the invitation in the address for a token, and takes it out of the address. */
export async function login(): Promise<void> {
  const invitation = location.hash.slice(1);
  if (invitation === '') return;
  history.replaceState(null, '', location.pathname);
  const { token } = await ask<{ readonly token: string }>('logins', { token: invitation });
  sessionStorage.setItem(KEPT, token);
}

/** Asks for something, or with a body for something to be done. @throws Refused */
export async function ask<T>(path: string, body?: unknown): Promise<T> {
  const token = sessionStorage.getItem(KEPT);
  const response = await fetch(`/api/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const told = (await response.json()) as T & { readonly error?: { code: string; message: string; remedy: string } };
  if (told.error !== undefined) throw new Refused(told.error.code, told.error.message, told.error.remedy);
  return told;
}

/** A picture of a chart, as the documentation has it. */
export async function chart(kind: string): Promise<string> {
  const response = await fetch(`/charts/${kind}.svg`);
  return response.ok ? response.text() : '';
}
