/** What an actor holds, with what has changed marked, and what can be asked of it. */
import type { OneActor } from '../../src/adapters/controlApi/answers.ts';
import { act, before } from './state.ts';

export function Context({ told: { actor, context } }: { readonly told: OneActor }) {
  return (
    <>
      <h2>Holds</h2>
      {actor.kind === 'order' && !actor.isDone ? (
        <button
          type="button"
          onClick={() => act(`orders/${encodeURIComponent(actor.id)}/cancel`, { why: 'asked for on the page' })}
        >
          Cancel this order
        </button>
      ) : null}
      <Fields value={context} old={before.value} />
    </>
  );
}

interface FieldsProps {
  readonly value: Readonly<Record<string, unknown>>;
  readonly old: Readonly<Record<string, unknown>>;
}
const isPart = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function Fields({ value, old }: FieldsProps) {
  return (
    <dl class="fields">
      {Object.entries(value).map(([name, each]) => (
        <Field name={name} value={each} old={old[name]} isKnown={name in old} key={name} />
      ))}
    </dl>
  );
}

interface FieldProps {
  readonly name: string;
  readonly value: unknown;
  readonly old: unknown;
  readonly isKnown: boolean;
}
function Field({ name, value, old, isKnown }: FieldProps) {
  if (isPart(value) && Object.keys(value).length > 0)
    return (
      <div class="part">
        <dt>{name}</dt>
        <dd>
          <Fields value={value} old={isPart(old) ? old : {}} />
        </dd>
      </div>
    );
  const isOther = isKnown && !isPart(old) && old !== value;
  return (
    <div class={isOther ? 'other' : ''}>
      <dt>{name}</dt>
      <dd>
        {isOther ? <del>{text(old)}</del> : null} {text(value)}
      </dd>
    </div>
  );
}

const text = (value: unknown): string =>
  value === null || value === undefined ? '–' : isPart(value) ? '{}' : String(value);
