/** Plain lines for pipes and logs: one for each piece of news, with its time. */
import { isoTime } from '../../identifiers.ts';
import { moneyText } from '../../money.ts';
import type { Display, Shown } from './display.ts';
import { newsOf, newsTopics } from './news.ts';

/** Says first what is going on. */
export function createPlainLines({ bus, views }: Shown, about: string): Display {
  process.stdout.write(`${about}\n`);
  const subscriptions = newsTopics.map((topic) =>
    bus.subscribe(topic, (event, envelope) => {
      const at = isoTime(envelope?.at ?? views.now());
      const equity = event.type === 'clock.sessionClosed' ? `, equity ${moneyText(views.account().equity)}` : '';
      process.stdout.write(`${at} ${newsOf(event).text}${equity}\n`);
    }),
  );
  return {
    close() {
      for (const subscription of subscriptions) subscription.unsubscribe();
    },
  };
}
