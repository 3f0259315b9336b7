/** A statement of the broker that a run brings in: read before anybody is connected to, and entered once the broker has been read. */
import type { Engine } from '../../actors/engine/engine.ts';
import { readStatement } from '../../adapters/statements/statementFile.ts';
import type { DeskConfiguration } from '../../configuration.ts';
import type { RunOptions } from './options.ts';

/** Enters it by the door of a person, or does nothing. @throws `missingFile`, `badStatementRow` */
export async function statementOf(
  { statement: file }: Pick<RunOptions, 'statement'>,
  { account }: Pick<DeskConfiguration, 'account'>,
): Promise<(engine: Engine) => void> {
  if (file === undefined) return () => undefined;
  const { trades, cash, splits } = await readStatement(file, { account });
  return (engine) => {
    const first = engine.bus.subscribe('connection.ready', () => {
      first.unsubscribe();
      engine.send({
        ...{ type: 'statement.import', account, statement: file, trades, cash, splits },
        ...{ operator: 'command line', why: '--statement' },
      });
    });
  };
}
