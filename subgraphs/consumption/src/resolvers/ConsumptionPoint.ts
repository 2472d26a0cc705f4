import type { ConsumptionPointResolvers } from '../generated/resolver-types.generated.ts';
import type { Sources } from './sources.ts';
import { lineageOfWindow } from './window-lineage.ts';

export const consumptionPointResolvers = (sources: Sources): ConsumptionPointResolvers => ({
  lineage: ({ window }, _, context) => lineageOfWindow(sources, window, context),
});
