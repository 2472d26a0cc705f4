import type { Principal, Scope } from './principal.ts';
import { hasScope } from './scopes.ts';

/** What is asked for: an object of a tenant, and the scope that it takes. */
export interface AccessQuestion {
  readonly tenant: string;
  readonly scope: Scope;
}

export type AccessAnswer =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: 'another tenant' | 'scope missing' };

/** The one policy that gateway, subgraphs and doors ask. Another tenant's objects do not exist for a principal. */
export function mayAccess(principal: Principal, question: AccessQuestion): AccessAnswer {
  if (principal.tenant !== question.tenant) return { allowed: false, reason: 'another tenant' };
  if (!hasScope(principal, question.scope)) return { allowed: false, reason: 'scope missing' };
  return { allowed: true };
}
