import type { Principal } from '@citywatt/access-policy/principal';
import type { PreparedOperation } from '../operations/prepare.ts';
import type { Recording } from './response-cache.ts';

/** What travels with one operation to the subgraphs. */
export interface RequestContext {
  readonly principal: Principal;
  /** Fetches of equal scope may be merged into one. */
  readonly accessScope: string;
  /** Names this request in logs, in errors and at the subgraphs. */
  readonly correlationId: string;
  readonly prepared?: PreparedOperation;
  /** Hears what each subgraph says about keeping its answer. */
  readonly recording?: Recording;
}
