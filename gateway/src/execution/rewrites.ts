import type { FetchDataRewrite } from '@apollo/query-planner';
import { type GraphQLSchema, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import { type AnswerObject, isAnswerObject, own, put } from './answer-data.ts';

const TYPE_CONDITION = '... on ';

/** What the planner wants changed in what is sent to a subgraph or has come from it. */
export function applyRewrites(
  schema: GraphQLSchema,
  rewrites: readonly FetchDataRewrite[] | undefined,
  value: unknown,
): void {
  for (const rewrite of rewrites ?? []) {
    const name = rewrite.path.at(-1);
    if (name === undefined) continue;
    for (const object of objectsAt(schema, value, rewrite.path.slice(0, -1))) {
      if (rewrite.kind === 'ValueSetter') {
        put(object, name, rewrite.setValueTo);
        continue;
      }
      const found = own(object, name);
      if (found === undefined) continue;
      put(object, rewrite.renameKeyTo, found);
      delete object[name];
    }
  }
}

function* objectsAt(schema: GraphQLSchema, value: unknown, path: readonly string[]): Generator<AnswerObject> {
  if (Array.isArray(value)) {
    for (const item of value) yield* objectsAt(schema, item, path);
    return;
  }
  if (!isAnswerObject(value)) return;
  const [first, ...rest] = path;
  if (first === undefined) yield value;
  else if (!first.startsWith(TYPE_CONDITION)) yield* objectsAt(schema, own(value, first), rest);
  else {
    const typename = value['__typename'];
    // A rewrite also holds where nobody asked for the type's name.
    if (!typename || isOfType(schema, typename, first.slice(TYPE_CONDITION.length))) {
      yield* objectsAt(schema, value, rest);
    }
  }
}

export function isOfType(schema: GraphQLSchema, typename: unknown, condition: string): boolean {
  if (typename === condition) return true;
  const type = typeof typename === 'string' ? schema.getType(typename) : undefined;
  const wanted = schema.getType(condition);
  if (type === undefined || wanted === undefined) return false;
  return (
    (isInterfaceType(wanted) || isUnionType(wanted)) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(wanted, type)
  );
}
