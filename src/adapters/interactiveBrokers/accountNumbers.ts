/** What the number of an account says of it: U and digits, F and I for advisors; with a D before it, it is for paper trading. Source: Interactive Brokers, account numbers. */

export const isAccountNumber = (name: string): boolean => /^D?[UFI]\d{4,12}$/.test(name);

/** Whose money it is, by the account and never by a port. */
export const modeOf = (account: string): 'paper' | 'live' => (account.startsWith('D') ? 'paper' : 'live');
