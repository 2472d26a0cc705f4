import { type DocumentNode, Kind } from 'graphql';
import { argumentsOf } from '../limits/cost-rules.ts';

/** Which scope each field needs, by `Type.field`, as `@access(scope:)` in the supergraph says. */
export interface AccessRules {
  /** False for a supergraph that does not know `@access`: nothing is enforced. */
  readonly enforced: boolean;
  readonly scopes: ReadonlyMap<string, string>;
}

export function readAccessRules(supergraph: DocumentNode): AccessRules {
  const scopes = new Map<string, string>();
  let enforced = false;
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.DIRECTIVE_DEFINITION && definition.name.value === 'access') enforced = true;
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      continue;
    for (const field of definition.fields ?? []) {
      const access = field.directives?.find((directive) => directive.name.value === 'access');
      const scope = access && argumentsOf(access)['scope'];
      if (typeof scope === 'string') scopes.set(`${definition.name.value}.${field.name.value}`, scope);
    }
  }
  return { enforced, scopes };
}
