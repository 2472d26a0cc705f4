import type { Principal } from '@citywatt/access-policy/principal';
import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { requiredScopes } from './required-scopes.ts';

/** Asks, for each document once, which scopes its fields need, and refuses a principal that lacks one. */
export function scopeCheck(
  schema: GraphQLSchema,
): (document: DocumentNode, principal: Principal) => GraphQLError | undefined {
  const known = new WeakMap<DocumentNode, ReadonlySet<string>>();
  return (document, principal) => {
    let scopes = known.get(document);
    if (!scopes) {
      scopes = requiredScopes(schema, document);
      known.set(document, scopes);
    }
    const missing = [...scopes].filter((scope) => !(principal.scopes as readonly string[]).includes(scope));
    if (missing.length === 0) return undefined;
    return new GraphQLError(`This needs the scope ${missing.join(', ')}.`, {
      extensions: { code: 'FORBIDDEN', missingScopes: missing, http: { status: 403 } },
    });
  };
}
