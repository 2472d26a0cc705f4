import type { Principal, Scope } from './principal.ts';

/** Whether a principal may do what the scope says. */
export const hasScope = (principal: Pick<Principal, 'scopes'>, scope: Scope): boolean =>
  principal.scopes.includes(scope);
