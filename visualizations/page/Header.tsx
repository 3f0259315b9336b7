/** How the desk stands, what must be looked at, and what is always at hand. */
import { useSignal } from '@preact/signals';
import type { Status } from '../../src/adapters/controlApi/answers.ts';
import { act, alarms, answer, select, status, trouble } from './state.ts';

export function Header() {
  const how = status.value;
  return (
    <header>
      <div class="bar">
        <strong class="brand">Ordermaton</strong>
        {how === undefined ? null : <Standing how={how} />}
        <Switches />
      </div>
      <Banners />
    </header>
  );
}

function Standing({ how }: { readonly how: Status }) {
  const { figures, connection, session, currency } = how;
  const profit = Number(figures.realised) + Number(figures.unrealised);
  return (
    <dl class="standing">
      <div class={`mode ${how.mode}`}>
        <dt>{how.account}</dt>
        <dd>{how.mode}</dd>
      </div>
      <Figure title="Desk" text={how.state} isBad={how.state !== 'running'} />
      <Figure title="Broker" text={connection?.state ?? 'none'} isBad={!how.ready} />
      <Figure title="Data" text={how.fed ? 'fed' : 'missing'} isBad={!how.fed} />
      <Figure title="Session" text={session === null ? 'none' : session.isOpen ? 'open' : 'closed'} />
      <Figure title={`Equity, ${currency}`} text={money(figures.equity)} />
      <Figure title="Profit" text={money(String(profit))} isBad={profit < 0} isGood={profit > 0} />
      <Figure title="Positions" text={String(how.openPositions)} />
      <Figure title="Orders" text={String(how.workingOrders)} />
      <Figure title="Input" text={String(how.sequence)} />
    </dl>
  );
}

interface FigureProps {
  readonly title: string;
  readonly text: string;
  readonly isBad?: boolean;
  readonly isGood?: boolean;
}
const Figure = ({ title, text, isBad = false, isGood = false }: FigureProps) => (
  <div>
    <dt>{title}</dt>
    <dd class={isBad ? 'bad' : isGood ? 'good' : ''}>{text}</dd>
  </div>
);

/** For the eye only: the exact text is what the desk told. */
const money = (exact: string): string =>
  Number(exact).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** What can not be overlooked. */
function Banners() {
  const how = status.value;
  return (
    <div class="banners" role="status" aria-live="polite">
      {trouble.value === undefined ? null : (
        <p class="banner bad">
          <strong>{trouble.value.text}</strong> {trouble.value.remedy}
        </p>
      )}
      {how?.restrictions.map(({ scope, state }) => (
        <p class="banner bad" key={scope}>
          <strong>{state}</strong> {scope}
        </p>
      ))}
      {alarms.value.map(({ kind, id, label, says }) => (
        <p class="banner bad" key={`${kind}/${id}`}>
          <strong>Alarm</strong> {kind} {label}: {says.join(', ')}{' '}
          <button type="button" onClick={() => select({ kind, id })}>
            Show
          </button>
        </p>
      ))}
      {answer.value === undefined ? null : (
        <p class={`banner ${answer.value.isBad ? 'bad' : 'good'}`}>{answer.value.text}</p>
      )}
    </div>
  );
}

/** Halting asks why; the kill switch wants one typed word. */
function Switches() {
  const why = useSignal('');
  const word = useSignal('');
  const reason = (): string => (why.value.trim() === '' ? 'asked for on the page' : why.value.trim());
  return (
    <form class="switches" onSubmit={(event) => event.preventDefault()} aria-label="Always at hand">
      <input
        aria-label="Why"
        placeholder="why"
        value={why.value}
        onInput={(event) => {
          why.value = event.currentTarget.value;
        }}
      />
      <button type="button" class="halt" onClick={() => act('halt', { why: reason() })}>
        Halt
      </button>
      <input
        aria-label="Type kill to enable the kill switch"
        placeholder="type kill"
        class="word"
        value={word.value}
        onInput={(event) => {
          word.value = event.currentTarget.value;
        }}
      />
      <button
        type="button"
        class="kill"
        disabled={word.value !== 'kill'}
        onClick={() => act('kill', { why: reason(), word: word.value })}
      >
        Kill
      </button>
    </form>
  );
}
