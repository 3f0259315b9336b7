/** The document before anybody has said that it is one. */
export type Loose = { readonly [key: string]: Loose } | undefined;
