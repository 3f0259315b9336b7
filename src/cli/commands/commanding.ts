/** The commands that command a desk that runs on this machine. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { orderTypes, sides, timesInForce } from '../../orders.ts';
import { stages } from '../../stages.ts';
import type { End } from '../exit.ts';
import { atDesk } from './showing.ts';

const ARMED =
  'It adds or loosens risk: with --arm, and the control token that the desk was started with in $ORDERMATON_CONTROL_TOKEN.';

export function addCommanding(program: Command, end: End): void {
  const scope = 'desk, account, book/<name> or instrument/<symbol>';
  asked(program.command('halt [scope]'))
    .summary('halt a running desk: entries are cancelled, what adds risk is refused')
    .description(
      `Halts trading until somebody resumes it: what adds risk is refused, working entries are cancelled, rules stand still, protection stays.\nThe scope is ${scope}; desk unless told. Always at hand.`,
    )
    .action(async (where: string | undefined, options) => end(await (await acts()).halt(where ?? 'desk', options)));
  asked(program.command('reduce [scope]'))
    .summary('let a running desk only reduce')
    .description(
      `Refuses what adds risk, and lets everything else pass. The scope is ${scope}; desk unless told. Always at hand.`,
    )
    .action(async (where: string | undefined, options) => end(await (await acts()).reduce(where ?? 'desk', options)));
  armable(program.command('kill'))
    .summary('the kill switch: nothing leaves a running desk but cancels and what reduces')
    .description(
      `The kill switch: nothing leaves but cancels and what reduces risk, until somebody recovers. Always at hand.\nWith --flatten everything of ours is left, too, and what is not ours is not touched; it is told once the positions of the broker agree. Where something is protected: ${ARMED}`,
    )
    .option('--flatten', 'leave everything of ours, too')
    .action(async (options) => end(await (await acts()).kill(options)));
  armable(program.command('flatten'))
    .summary('close every position of a running desk')
    .description(`Closes every position and cancels every working entry. Where something is protected: ${ARMED}`)
    .action(async (options) => end(await (await acts()).flatten(options)));
  decided(program.command('cancel <order>'))
    .summary('cancel an order of a running desk')
    .description(`Cancels an order. One that may add risk is always at hand; a stop, a target or an exit: ${ARMED}`)
    .action(async (order: string, options) => end(await (await acts()).cancel(order, options)));
  decided(program.command('close <position>'))
    .summary('close a position of a running desk, by its name or its symbol')
    .description(`Closes a position. One that is naked is always at hand; one that is protected: ${ARMED}`)
    .action(async (position: string, options) => end(await (await acts()).close(position, options)));
  decided(program.command('protect <position>'))
    .summary('move the stop or the target of a position of a running desk')
    .description(`Moves stop or target. To tighten the stop is always at hand; a target, or to loosen: ${ARMED}`)
    .option('--stop <price>', 'the new stop')
    .option('--target <price>', 'the new target')
    .option('--loosen', 'the stop may move away from the price')
    .action(async (position: string, options) => end(await (await acts()).protect(position, options)));
  decided(program.command('resume [scope]'))
    .summary('let a halted desk trade again')
    .description(`Lets a scope trade again that is halted or only reduces: ${scope}; desk unless told. ${ARMED}`)
    .action(async (where: string | undefined, options) => end(await (await acts()).resume(where ?? 'desk', options)));
  decided(program.command('recover'))
    .summary('end the emergency of a running desk')
    .description(
      `Ends an emergency, such as that of the kill switch: the desk drains then, and trades again once it is started anew. ${ARMED}`,
    )
    .action(async (options) => end(await (await acts()).recover(options)));
  decided(program.command('promote [stage]'))
    .summary('let a running desk stand one stage higher, where it has shown enough')
    .description(
      `Lets a desk stand one stage higher (${stages.join(', ')}), where what it has shown is what its document asks for (promotion). The record names the evidence, who and why; status shows what is lacking. ${ARMED}`,
    )
    .action(async (to: string | undefined, options) => end(await (await acts()).promote(to, options)));
  asked(program.command('demote [stage]'))
    .summary('let a running desk stand at a lower stage, at once')
    .description(
      'Lets a desk stand at a lower stage, at once: working entries are cancelled, protection stays; observe unless told. Always at hand.',
    )
    .action(async (to: string | undefined, options) => end(await (await acts()).demote(to ?? 'observe', options)));
  asked(program.command('acknowledge <alarm>'))
    .summary('say that an alarm of a running desk has been seen')
    .description(
      'Says that somebody has seen an alarm, by its place in the record (alarms lists them). It changes nothing else.',
    )
    .action(async (alarm: string, options) => end(await (await acts()).acknowledge(alarm, options)));
  addOrders(program, end);
}

function addOrders(program: Command, end: End): void {
  decided(program.command('place <side> <quantity> <symbol>'))
    .summary('place an order by hand at a running desk')
    .description(`Places an order by hand (${sides.join(' or ')}), before the risk gate like any other. ${ARMED}`)
    .option('--limit <price>', 'its limit')
    .option('--stop <price>', 'its stop')
    .addOption(new Option('--type <name>', 'what limit and stop make of it unless told').choices(orderTypes))
    .addOption(new Option('--time-in-force <name>', 'day unless told').choices(timesInForce))
    .action(async (side: string, quantity: string, symbol: string, options) =>
      end(await (await acts()).place({ side, quantity, symbol }, options)),
    );
  decided(program.command('amend <order>'))
    .summary('change an order of a running desk')
    .description(`Changes an order. ${ARMED}`)
    .option('--quantity <number>', 'the whole quantity, filled part included')
    .option('--limit <price>', 'the new limit')
    .option('--stop <price>', 'the new stop')
    .action(async (order: string, options) => end(await (await acts()).amend(order, options)));
}

const acts = () => import('../control/command.ts');

/** Who asks, and why. */
const asked = (command: Command): Command =>
  atDesk(command)
    .option('--why <text>', 'why; it stands in the record', 'asked from the command line')
    .option('--operator <name>', 'who asks; whoever is logged in unless told');
const armable = (command: Command): Command =>
  asked(command).option('--arm', 'arm it, for this command alone, with the token in $ORDERMATON_CONTROL_TOKEN');
const decided = (command: Command): Command =>
  armable(command).option(
    '--decided-on <shown>',
    'refuse it unless this is shown of it still; what is shown now unless told',
  );
