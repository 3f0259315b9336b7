/** The command `completion`. */
import type { Command } from 'commander';
import { Argument } from 'commander';
import { completionFor, shells } from '../completion.ts';
import { print } from '../delivery.ts';
import type { End } from '../exit.ts';
import { exitCodes } from '../exit.ts';

export function addCompletion(program: Command, end: End): void {
  program
    .command('completion')
    .summary('what a shell completes of all this')
    .description(
      'Prints a script that lets a shell complete commands and options.\n\n  eval "$(ordermaton completion bash)"        in ~/.bashrc; the same with zsh in ~/.zshrc\n  ordermaton completion fish > ~/.config/fish/completions/ordermaton.fish',
    )
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .action(async (shell: (typeof shells)[number]) => {
      await print(completionFor(shell, program).trimEnd());
      end(exitCodes.done);
    });
}
