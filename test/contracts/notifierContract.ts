/** What every notifier keeps, whatever is behind it. */
import { describe, expect, it } from 'vitest';
import { timestamp } from '../../src/identifiers.ts';
import type { Notice, Notifier } from '../../src/ports.ts';

/** How the other end behaves. */
export type Behaviour = 'takes' | 'fails for now' | 'refuses' | 'says nothing' | 'is not there';

export interface NotifierRig {
  readonly notifier: Notifier;
  /** All that has arrived, as text. */
  received(): string;
}

/** Stands in everything that is secret of the rigs. */
export const SECRET = 'kept-between-us';
export const SOON = 150;

export const notice: Notice = {
  desk: 'mine',
  topic: 'critical',
  weight: 'critical',
  subject: 'SPY is naked – 裸',
  text: 'ALARM SPY is naked: its stop was rejected\nAcknowledge it: ordermaton acknowledge 12.3\n',
  at: timestamp('2025-03-03T15:00:00Z'),
};

const codes = {
  'fails for now': 'notifierFails',
  refuses: 'notifierRefuses',
  'says nothing': 'notifierSilent',
} as const;

export function notifierContract(
  what: string,
  open: (behaviour: Behaviour) => Promise<NotifierRig>,
  whenAbsent: 'notifierUnreachable' | 'notifierRefuses',
): void {
  describe(`the notifier by ${what}`, () => {
    it('delivers a notice whole, in whatever script, one after the other', async () => {
      const { notifier, received } = await open('takes');
      await notifier.send(notice);
      await notifier.send({ ...notice, text: 'and another\n' });
      expect(received()).toContain('its stop was rejected');
      expect(received()).toContain('Acknowledge it: ordermaton acknowledge 12.3');
      expect(received()).toContain('SPY is naked – 裸');
      expect(received()).toContain('and another');
    });

    it.each(
      Object.entries(codes),
    )('says what is wrong when the other end %s, and no secret', async (behaviour, code) => {
      const { notifier } = await open(behaviour as Behaviour);
      const error = await notifier.send(notice).catch((problem: Error) => problem);
      expect(error).toMatchObject({ code });
      expect(JSON.stringify([String(error), error])).not.toContain(SECRET);
    });

    it('says that nobody is there, and no secret', async () => {
      const { notifier } = await open('is not there');
      const error = await notifier.send(notice).catch((problem: Error) => problem);
      expect(error).toMatchObject({ code: whenAbsent });
      expect(JSON.stringify([String(error), error])).not.toContain(SECRET);
    });

    it('can be given up', async () => {
      const { notifier } = await open('says nothing');
      const giving = new AbortController();
      const sent = notifier.send(notice, giving.signal);
      giving.abort();
      await expect(sent).rejects.toThrow();
    });
  });
}
