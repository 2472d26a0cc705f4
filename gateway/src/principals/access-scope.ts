import { createHash } from 'node:crypto';
import type { Principal } from '@citywatt/access-policy/principal';

/**
 * Exactly what the policy may read of a principal, without who it is: runs and batches are shared among those for whom
 * every rule answers the same.
 */
export function accessScopeOf(principal: Principal): string {
  const read = [principal.tenant, principal.roles.toSorted(), principal.scopes.toSorted()];
  return createHash('sha256').update(JSON.stringify(read)).digest('base64url');
}
