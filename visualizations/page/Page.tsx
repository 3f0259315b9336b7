/** The page: how the desk stands, every actor, the chart of one, and what it holds. */
import { Chart } from './Chart.tsx';
import { Context } from './Context.tsx';
import { Header } from './Header.tsx';
import { detail } from './state.ts';
import { Tree } from './Tree.tsx';

export function Page() {
  const told = detail.value;
  return (
    <>
      <Header />
      <main>
        <Tree />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <section class="chart-pane" aria-label="Statechart" tabIndex={0}>
          {told === undefined ? <p class="quiet">Choose an actor.</p> : <Chart actor={told.actor} />}
        </section>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
        <aside aria-label="What it holds" tabIndex={0}>
          {told === undefined ? null : <Context told={told} />}
        </aside>
      </main>
    </>
  );
}
