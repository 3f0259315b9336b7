/** The option `--charts`: how this process runs its statecharts. */
import { Option } from 'commander';

const modes = ['compiled', 'stock', 'compared'] as const;

export const chartsOption = () =>
  new Option(
    '--charts <how>',
    'statecharts that remember what XState answered, XState itself each time, or the first with some compared; all come to the same',
  )
    .choices(modes)
    .default('compiled' as const);

/** For the commands that have the option: the others need no charts, or take them as they are. */
export async function useCharts({ charts }: { readonly charts?: (typeof modes)[number] }): Promise<void> {
  if (charts === undefined) return;
  const { chooseCharts } = await import('../actors/desk/runningCharts.ts');
  chooseCharts(charts);
}
