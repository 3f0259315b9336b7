/** A model of every chart that runs. */
import type { Model } from '../exploration.ts';
import { group } from './group.ts';
import { order } from './order.ts';
import { position } from './position.ts';
import { connection, desk, feed, holding, risk, rule } from './smallCharts.ts';

export const models: readonly Model[] = [order, position, group, holding, rule, risk, connection, feed, desk];
