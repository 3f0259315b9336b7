/** A compiled chart that is watched: for a sample of actors XState works the same step out beside it, and XState's word counts. */
import { encode } from '../../codec.ts';
import type { ActorScope, Executable, MachineSnapshot, Microstep, Transitions } from '../xstatePrivate.ts';

export interface ComparedOptions {
  readonly compiled: Transitions;
  readonly stock: Transitions;
  /** Of so many actors one is compared; 1 is each. */
  readonly every: number;
  /** Hears what differed. */
  readonly onDifference: (what: string) => void;
}

/** What a step comes to, what it would have done, and what those who inspect it would have been told. */
interface Outcome {
  readonly snapshot: MachineSnapshot;
  readonly performed: readonly Executable[];
  readonly inspected: readonly Microstep[];
}

export const compared =
  ({ compiled, stock, every, onDifference }: ComparedOptions): Transitions =>
  (snapshot, event, scope) => {
    if (numberOf(scope) % every !== 0) return compiled(snapshot, event, scope);
    const right = apart(scope, (deaf) => stock(snapshot, event, deaf));
    const difference = differenceOf(right, snapshot, () => apart(scope, (deaf) => compiled(snapshot, event, deaf)));
    if (difference !== undefined) onDifference(`${event.type} in ${JSON.stringify(snapshot.value)}: ${difference}`);
    const { system } = scope; // not the deaf one
    for (const action of right.performed) scope.actionExecutor({ ...action, info: { ...action.info, system } });
    for (const step of right.inspected) system._sendInspectionEvent(step);
    return right.snapshot;
  };

/** Actors are numbered as they are made: `x:12`. */
const numberOf = ({ self }: ActorScope): number => Number(self.sessionId.slice(2));

/** Works a step out without doing anything. */
function apart(scope: ActorScope, work: (deaf: ActorScope) => MachineSnapshot): Outcome {
  const performed: Executable[] = []; // not state: of this step
  const inspected: Microstep[] = []; // not state: of this step
  const deaf: ActorScope = {
    ...scope,
    self: scope.self,
    system: Object.assign(Object.create(scope.system as object), {
      _sendInspectionEvent: (step: object) => inspected.push(step as Microstep),
    }),
    actionExecutor: (action) => void performed.push(action),
  };
  return { snapshot: work(deaf), performed, inspected };
}

function differenceOf(right: Outcome, before: MachineSnapshot, work: () => Outcome): string | undefined {
  try {
    const ours = work();
    const [a, b] = [seen(right, before), seen(ours, before)];
    const name = Object.keys(a).find((part) => a[part] !== b[part]);
    return name === undefined ? undefined : `${name} ${b[name]} where XState has ${a[name]}`;
  } catch (error) {
    return (error as Error).message;
  }
}

function seen({ snapshot, performed, inspected }: Outcome, before: MachineSnapshot): Readonly<Record<string, string>> {
  return {
    status: snapshot.status,
    value: JSON.stringify(snapshot.value),
    tags: [...snapshot.tags].sort().join(' '),
    identity: String(snapshot === before),
    context: encode(snapshot.context as never),
    actions: encode(performed.map(({ type, params, info }) => [type, params ?? null, info.context]) as never),
    taken: inspected.map(({ _transitions }) => _transitions.map(({ source }) => source.id).join(' ')).join('; '),
  };
}
