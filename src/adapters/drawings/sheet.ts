/** The whole sheet of a chart: its panels side by side, and what explains them below. */
import type { Block } from './blocks.ts';
import { headingBlock, measure } from './blocks.ts';
import { bundle } from './bundles.ts';
import { familiesOf } from './families.ts';
import { layoutPanel } from './layout.ts';
import type { Legend } from './legend.ts';
import { notesOf, placeNotes } from './legend.ts';
import { isLegible } from './legible.ts';
import type { Panel, PanelLayout, Point } from './panel.ts';
import type { Step } from './steps.ts';
import { isWithin, stepsOf } from './steps.ts';
import type { ChartNode, ChartStructure } from './structure.ts';
import type { Divider, Variant } from './tiling.ts';
import { tile } from './tiling.ts';

/** A panel with the place of its origin on the sheet. */
export interface PlacedPanel extends Point {
  readonly layout: PanelLayout;
  /** Name and description of a region, and where they stand; `null` when the sheet has one panel. */
  readonly heading: (Point & { readonly block: Block }) | null;
}
export interface Sheet {
  readonly width: number;
  readonly height: number;
  readonly panels: readonly PlacedPanel[];
  readonly dividers: readonly Divider[];
  readonly legend: Legend;
}

interface Drawn {
  readonly heading: Block | null;
  readonly layout: PanelLayout;
}

const MARGIN = 26;

/** Lays out a chart: a panel for each region, or one for all when there are none or something leads from one to another. */
export async function layoutSheet(structure: ChartStructure): Promise<Sheet> {
  const variants = await Promise.all(panelsOf(structure).map(variantsOf));
  const { width, height, tiles, dividers } = tile(variants, leastWidth(structure));
  const layouts = tiles.map(({ panel }) => panel.layout);
  return {
    width,
    height,
    dividers,
    panels: tiles.map(({ panel: { heading, layout }, room }) => {
      const top = heading?.height ?? 0;
      return {
        layout,
        heading: heading === null ? null : { x: room.x + 10, y: room.y + 8, block: heading },
        x: room.x + (room.width - layout.width) / 2,
        y: room.y + top + MARGIN + (room.height - top - 2 * MARGIN - layout.height) / 2,
      };
    }),
    legend: placeNotes(notesOf(structure, familiesOf(structure), layouts), width),
  };
}

const leastWidth = ({ id, description }: ChartStructure): number =>
  Math.max(420, measure('title', id), measure('lead', description));

async function variantsOf({ panel, heading }: PanelPlan): Promise<readonly Variant<Drawn>[]> {
  const layouts = await Promise.all([layoutPanel(panel, 'DOWN'), layoutPanel(panel, 'RIGHT')]);
  const legible = layouts.filter(isLegible);
  return (legible.length === 0 ? layouts : legible).map((layout) => ({
    panel: { heading, layout },
    width: Math.max(layout.width, heading?.width ?? 0) + 2 * MARGIN,
    height: layout.height + (heading?.height ?? 0) + 2 * MARGIN,
  }));
}

interface PanelPlan {
  readonly panel: Panel;
  readonly heading: Block | null;
}

function panelsOf(structure: ChartStructure): readonly PanelPlan[] {
  const [root] = structure.nodes;
  if (root === undefined) return [];
  const steps = stepsOf(structure);
  const regions = root.type === 'parallel' ? structure.nodes.filter(({ parent }) => parent === root.path) : [];
  const regionOf = (path: string) => path.split('.')[0];
  const isDivided = regions.length > 0 && steps.every(({ source, target }) => regionOf(source) === regionOf(target));
  const about = {
    families: familiesOf(structure),
    initials: new Set(structure.nodes.flatMap(({ initial }) => initial ?? [])),
  };
  const panelOf = (outer: ChartNode): Panel => ({
    root: outer,
    nodes: structure.nodes.filter(({ path }) => path !== outer.path && isWithin(path, outer.path)),
    bundles: bundle(
      steps.filter(({ source }) => isWithin(source, outer.path)).flatMap((step) => redirected(step, outer)),
      about,
    ),
  });
  if (!isDivided) return [{ panel: panelOf(root), heading: null }];
  return regions.map((region) => ({ panel: panelOf(region), heading: headingBlock(region, [], 'region') }));
}

/** What leads to the panel as a whole, which has no border to lead to, leads to where it begins. */
function redirected(step: Step, { path, initial }: ChartNode): readonly Step[] {
  if (step.target !== path) return [step];
  return initial === null || initial === step.source ? [] : [{ ...step, target: initial }];
}
