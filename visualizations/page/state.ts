/** What the page shows, and how it comes to know: it asks again and again while somebody looks, and says when nobody answers. */
import { computed, signal } from '@preact/signals';
import type { Actor, OneActor, Status } from '../../src/adapters/controlApi/answers.ts';
import { ask, Refused } from './client.ts';

export type Filter = 'active' | 'attention' | 'ended' | 'all';
export interface Name {
  readonly kind: Actor['kind'];
  readonly id: string;
}

export const status = signal<Status | undefined>(undefined);
export const actors = signal<readonly Actor[]>([]);
export const detail = signal<OneActor | undefined>(undefined);
/** What was held before the last change, to show what is other now. */
export const before = signal<OneActor['context']>({});
export const selected = signal<Name>(named());
export const filter = signal<Filter>('active');
export const search = signal('');
/** Why what is shown may be old; nothing while the desk answers. */
export const trouble = signal<{ readonly text: string; readonly remedy: string } | undefined>(undefined);
/** What became of the last thing that was asked for. */
export const answer = signal<{ readonly text: string; readonly isBad: boolean } | undefined>(undefined);

const fits = ({ isAlarm, isApart, isDone }: Actor, wanted: Filter): boolean =>
  wanted === 'all' || (wanted === 'attention' ? isAlarm || isApart : wanted === 'ended' ? isDone : !isDone);

export const shown = computed(() => {
  const words = search.value.toLowerCase().split(/\s+/);
  return actors.value.filter((actor) => {
    const text = `${actor.kind} ${actor.id} ${actor.label} ${actor.states.join(' ')}`.toLowerCase();
    return fits(actor, filter.value) && words.every((word) => text.includes(word));
  });
});
export const alarms = computed(() => actors.value.filter(({ isAlarm, isApart }) => isAlarm || isApart));

/** Which actor the address names: it can be kept and sent on. */
function named(): Name {
  const [kind = 'desk', id = ''] = new URLSearchParams(location.search).get('actor')?.split('/') ?? [];
  return { kind: kind as Actor['kind'], id };
}

export function select({ kind, id }: Name): void {
  selected.value = { kind, id };
  detail.value = undefined;
  before.value = {};
  history.replaceState(null, '', `?actor=${encodeURIComponent(`${kind}/${id}`)}`);
  void refreshDetail();
}

async function refreshDetail(): Promise<void> {
  const { kind, id } = selected.value;
  if (id === '') return;
  const told = await ask<OneActor>(`actors/${kind}/${encodeURIComponent(id)}`);
  if (selected.value.kind !== kind || selected.value.id !== id) return;
  if (detail.value !== undefined && JSON.stringify(detail.value.context) !== JSON.stringify(told.context))
    before.value = detail.value.context;
  detail.value = told;
}

async function refresh(): Promise<void> {
  try {
    const [how, all] = await Promise.all([ask<Status>('status'), ask<{ readonly actors: readonly Actor[] }>('actors')]);
    status.value = how;
    actors.value = all.actors;
    const desk = all.actors[0];
    if (selected.value.id === '' && desk !== undefined) selected.value = { kind: desk.kind, id: desk.id };
    await refreshDetail();
    trouble.value = undefined;
  } catch (error) {
    if (error instanceof Refused && error.code === 'controlUnknown') return; // it is over and forgotten
    trouble.value = troubleOf(error);
  }
}

const troubleOf = (error: unknown): { readonly text: string; readonly remedy: string } =>
  error instanceof Refused
    ? { text: error.message, remedy: error.remedy }
    : { text: 'The desk does not answer: what is shown may be old.', remedy: 'Look whether it runs.' };

/** Between two rounds: milliseconds. A page that nobody sees asks for nothing. */
const PAUSE = 500;
export function keepAsking(): void {
  const round = async (): Promise<void> => {
    if (document.visibilityState === 'visible') await refresh();
    setTimeout(round, PAUSE);
  };
  void round();
}

/** Asks for something to be done, and says what became of it. */
export async function act(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await ask(path, { operator: 'page', ...body });
    answer.value = { text: 'The desk has heard it.', isBad: false };
  } catch (error) {
    const { text, remedy } = troubleOf(error);
    answer.value = { text: `${text} ${remedy}`, isBad: true };
  }
}
