/** Every actor by kind, with the states it is in; search, and filters for what is active, needs attention or has ended. */
import type { Actor } from '../../src/adapters/controlApi/answers.ts';
import type { Filter } from './state.ts';
import { actors, filter, search, select, selected, shown } from './state.ts';

const filters: readonly Filter[] = ['active', 'attention', 'ended', 'all'];
/** More rows of a kind are counted and not drawn: the search finds them. */
const MOST = 200;

export function Tree() {
  const kinds = Map.groupBy(shown.value, ({ kind }) => kind);
  return (
    <nav aria-label="Actors">
      <input
        type="search"
        aria-label="Search actors"
        placeholder="search"
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
      />
      <fieldset class="filters">
        <legend>Show</legend>
        {filters.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="filter"
              checked={filter.value === each}
              onChange={() => {
                filter.value = each;
              }}
            />
            {each}
          </label>
        ))}
      </fieldset>
      {[...kinds].map(([kind, list]) => (
        <section key={kind}>
          <h2>
            {kind} <small>{list.length}</small>
          </h2>
          <ul>
            {list.slice(0, MOST).map((actor) => (
              <Row actor={actor} key={actor.id} />
            ))}
          </ul>
          {list.length > MOST ? <p class="quiet">and {list.length - MOST} more</p> : null}
        </section>
      ))}
      {actors.value.length > 0 && shown.value.length === 0 ? <p class="quiet">Nothing fits.</p> : null}
    </nav>
  );
}

function Row({ actor }: { readonly actor: Actor }) {
  const { kind, id, label, says, isAlarm, isApart, isDone } = actor;
  const isSelected = selected.value.kind === kind && selected.value.id === id;
  const mark = isAlarm || isApart ? 'alarm' : isDone ? 'done' : '';
  return (
    <li>
      <button
        type="button"
        class={mark}
        aria-current={isSelected ? 'true' : undefined}
        title={id}
        onClick={() => select(actor)}
      >
        <span class="label">{label}</span>
        <span class="chips">
          {says.map((word) => (
            <span class="chip" key={word}>
              {word}
            </span>
          ))}
          {isApart ? <span class="chip">set apart</span> : null}
        </span>
      </button>
    </li>
  );
}
