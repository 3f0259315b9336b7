/** Clients that are broken in any way there is: the gateway answers or drops them, and the others are served as before. */
import { expect, it } from 'vitest';
import { playBadRequests } from '../../support/badRequests.ts';

it('whatever a client sends, the gateway goes on for the others', async () => {
  expect(await playBadRequests(300, 1)).toBe('unharmed');
});
