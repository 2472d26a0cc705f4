import {
  type DocumentNode,
  type GraphQLSchema,
  isInterfaceType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { OperationRefused } from '../operations/operation-refused.ts';
import type { AccessRules } from './access-rules.ts';

/** A field that a supergraph with `@access` says nothing about: nobody may read it. */
const NOBODY = Symbol('no scope opens this field');

/** Scopes that a document needs, each with one field that needs it. */
export type RequiredScopes = ReadonlyMap<string | typeof NOBODY, string>;

/**
 * Collects over the whole document, also what `@skip` and `@include` may leave out: what a document may show does not
 * depend on its variables. A field of an interface needs the scopes of every implementation.
 */
export function requiredScopes(
  document: DocumentNode,
  schema: GraphQLSchema,
  rules: AccessRules,
): RequiredScopes {
  const required = new Map<string | typeof NOBODY, string>();
  if (!rules.enforced) return required;
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) => {
        const parent = info.getParentType();
        const name = node.name.value;
        if (parent == null || name.startsWith('__') || parent.name.startsWith('__')) return;
        const types = isInterfaceType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent];
        for (const type of types) {
          const coordinate = `${type.name}.${name}`;
          const scope = rules.scopes.get(coordinate) ?? NOBODY;
          if (!required.has(scope)) required.set(scope, coordinate);
        }
      },
    }),
  );
  return required;
}

/** @throws {OperationRefused} `FORBIDDEN` with the field and the scope that is missing. */
export function enforceScopes(required: RequiredScopes, held: readonly string[]): void {
  for (const [scope, field] of required) {
    if (typeof scope === 'string' && held.includes(scope)) continue;
    const message =
      typeof scope === 'string' ? `${field} needs the scope ${scope}.` : `${field} is not open to anyone.`;
    throw new OperationRefused('FORBIDDEN', message, 403, {
      field,
      ...(typeof scope === 'string' ? { scope } : {}),
    });
  }
}
