import {
  type DocumentNode,
  type GraphQLSchema,
  getDirectiveValues,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The scopes that the fields of an operation ask for by `@access`, whatever its variables. */
export function requiredScopes(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const access = schema.getDirective('access');
  const scopes = new Set<string>();
  if (!access) return scopes;
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        const node = types.getFieldDef()?.astNode;
        const scope = node && getDirectiveValues(access, node)?.['scope'];
        if (typeof scope === 'string') scopes.add(scope);
      },
    }),
  );
  return scopes;
}
