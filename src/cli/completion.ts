/** What a shell completes of the command line: made from the commands themselves, so that nothing is forgotten. */
import type { Command, Option } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A script for the shell. */
export function completionFor(shell: Shell, program: Command): string {
  if (shell === 'fish') return fishScript(program);
  const script = bashScript(program);
  return shell === 'bash' ? script : `autoload -U +X bashcompinit && bashcompinit\n${script}`;
}

const visible = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command);
const optionsOf = (command: Command): readonly Option[] => command.createHelp().visibleOptions(command);
const longNames = (command: Command): readonly string[] => optionsOf(command).flatMap(({ long }) => long ?? []);
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').replaceAll("'", '’');

function bashScript(program: Command): string {
  const names = (command: Command): string =>
    visible(command)
      .map((each) => each.name())
      .join(' ');
  const cases = visible(program).map((command) => {
    const words = [...visible(command).map((each) => each.name()), ...longNames(command)].join(' ');
    return `    ${command.name()}) words='${words}' ;;`;
  });
  const choices = new Map<string, string>();
  for (const command of visible(program))
    for (const { long, argChoices } of optionsOf(command))
      if (argChoices !== undefined) choices.set(`${command.name()} ${long}`, argChoices.join(' '));
  const chosen = [...choices].map(([of, words]) => `    '${of}') words='${words}' ;;`);
  return `_ordermaton() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names(program)} ${longNames(program).join(' ')}' -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${chosen.join('\n')}
    *) case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ordermaton ordermaton
`;
}

function fishScript(program: Command): string {
  const lines = visible(program).flatMap((command) => {
    const own = `-n '__fish_seen_subcommand_from ${command.name()}'`;
    return [
      `complete -c ordermaton -n __fish_use_subcommand -f -a ${command.name()} -d '${oneLine(command.summary() || command.description())}'`,
      ...visible(command).map(
        (each) =>
          `complete -c ordermaton ${own} -a ${each.name()} -d '${oneLine(each.summary() || each.description())}'`,
      ),
      ...optionsOf(command).flatMap(({ long, description, argChoices, required, optional }) => {
        if (!long) return [];
        const takes =
          argChoices === undefined ? (required || optional ? ' -r' : '') : ` -x -a '${argChoices.join(' ')}'`;
        return [`complete -c ordermaton ${own} -l ${long.slice(2)}${takes} -d '${oneLine(description)}'`];
      }),
    ];
  });
  return `${lines.join('\n')}\n`;
}
