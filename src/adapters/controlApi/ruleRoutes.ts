/** The routes that command one rule in one instrument: enable and disable it. */
import { OrdermatonError } from '../../errors.ts';
import type { InstrumentId, RuleId } from '../../identifiers.ts';
import * as answers from './answers.ts';
import type { ApiParts } from './apiParts.ts';
import { commanded } from './commanding.ts';
import type { ControlledDesk } from './controlledDesk.ts';
import * as requests from './requests.ts';
import type { Route } from './routes.ts';

/** @throws `controlUnknown` */
function stateOf(desk: ControlledDesk, rule: string, instrument: string) {
  const states = desk.rules().flatMap((each) => each.instruments.map((state) => ({ ...state, rule: each.rule })));
  const found = states.find((each) => each.rule === rule && each.instrument === instrument);
  if (found !== undefined) return found;
  const heard = states.map((each) => `${each.rule} in ${each.instrument}`).slice(0, 10);
  const known = `Rules that have been heard: ${heard.join(', ') || 'none'}.`;
  throw new OrdermatonError('controlUnknown', { what: 'rule', name: `${rule} in ${instrument}`, known });
}

const route = (verb: 'enable' | 'disable', summary: string): Route<ApiParts> => ({
  method: 'POST',
  path: `/api/v1/rules/{rule}/{instrument}/${verb}`,
  summary,
  body: requests.decided,
  answer: answers.outcome,
  problems: ['controlUnknown', 'controlOff', 'controlNotArmed', 'controlUndecided', 'controlMovedOn'],
  tell(parts, request) {
    const { rule: name = '', instrument: symbol = '' } = request.names;
    const { why } = request.body as requests.Decided;
    const [rule, instrument] = [name as RuleId, symbol as InstrumentId];
    const type = verb === 'enable' ? 'rule.arm' : 'rule.disarm';
    return commanded(parts, request, type, `${name} in ${symbol}`, (desk) => ({
      command: type === 'rule.arm' ? { type, rule, instrument } : { type, rule, instrument, why },
      ...{ about: `${name} in ${symbol}`, what: `To ${verb} a rule`, isRisky: true },
      shown: stateOf(desk, name, symbol).shown,
    }));
  },
});

export const ruleRoutes: readonly Route<ApiParts>[] = [
  route('enable', 'Lets a rule act in an instrument. Armed, and decided on what it showed.'),
  // A rule may be what leaves a position: to switch it off can loosen. What stops all rules and is at hand is halt.
  route('disable', 'Lets a rule act no more in an instrument. Armed, and decided on what it showed.'),
];
