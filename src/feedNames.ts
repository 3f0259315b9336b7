/** The ways by which signals come in, and how each may fare. */

/** One of each; `code` is a stream that a program of the user's own hands over. */
export const feedNames = ['monitor', 'http', 'folder', 'file', 'code'] as const;
export type FeedName = (typeof feedNames)[number];

/** How a source of signals fares; `closed` is also one that is not listened to. */
export const feedStates = ['closed', 'unheard', 'live', 'failing', 'stale'] as const;
export type FeedState = (typeof feedStates)[number];
