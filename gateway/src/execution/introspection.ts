import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { AnswerObject } from './answer-data.ts';

/** Answers what an operation asks of the schema itself. */
export type Introspect = (variables: Readonly<Record<string, unknown>>) => AnswerObject;

/** Undefined for an operation that asks nothing of the schema. `fields` are those of its root. */
export function introspection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  fields: Iterable<readonly FieldNode[]>,
): Introspect | undefined {
  const selections = [...fields]
    .flat()
    .filter(({ name: { value } }) => value === '__schema' || value === '__type');
  if (selections.length === 0) return undefined;
  const asked: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      ...fragments.values(),
    ],
  };
  return (variableValues) => {
    const { data, errors } = executeSync({ schema, document: asked, variableValues });
    if (errors !== undefined) throw errors[0];
    return data ?? {};
  };
}
