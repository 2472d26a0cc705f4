import type { Principal } from '@citywatt/access-policy/principal';
import { LRUCache } from 'lru-cache';

/** Signs who asks for one subgraph; resolves to a token of five minutes. */
export type SignPrincipal = (principal: Principal, audience: string) => Promise<string>;

const REUSED_FOR_MS = 60_000;
const KEPT_TOKENS = 2_000;

/** Signs once a minute for each principal and subgraph, far within a token's life, instead of once a fetch. */
export function reusingTokens(sign: SignPrincipal): SignPrincipal {
  const tokens = new LRUCache<string, Promise<string>>({ max: KEPT_TOKENS, ttl: REUSED_FOR_MS });
  return (principal, audience) => {
    const key = JSON.stringify([audience, principal]);
    const known = tokens.get(key);
    if (known !== undefined) return known;
    const token = sign(principal, audience);
    tokens.set(key, token);
    token.catch(() => tokens.delete(key));
    return token;
  };
}
