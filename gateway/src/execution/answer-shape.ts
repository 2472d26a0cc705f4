import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type SelectionSetNode,
} from 'graphql';
import { type AnswerObject, isAnswerObject, own, put } from './answer-data.ts';
import { collectFields, type Selecting } from './collect-fields.ts';
import { leafCheck } from './leaf-values.ts';

/** Stands where null may not: whatever holds it becomes null, or this itself. */
const VOID = Symbol('no value where one must be');

/**
 * Makes of what was fetched for one place what was asked for there. Gives back the value itself where nothing has to
 * change, which is nearly everywhere: subgraphs answer in the order that they are asked.
 */
type Fit = (value: unknown) => unknown;

interface FittedField {
  readonly name: string;
  readonly fit: Fit;
}

/** Undefined: of an object of this type nothing may be told. */
type FieldsOf = (typename: unknown) => readonly FittedField[] | undefined;

/** Of a whole answer: its data in the order of the operation, with null where what must not be null is. */
export type AnswerShape = (fetched: AnswerObject) => AnswerObject | null;

export function answerShape(
  selecting: Selecting,
  root: GraphQLCompositeType,
  selections: SelectionSetNode,
): AnswerShape {
  const fields = fittedFields(selecting, root, [selections]);
  const fit = fitObject(() => fields, null);
  return (fetched) => fit(fetched) as AnswerObject | null;
}

function fittedFields(
  selecting: Selecting,
  type: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): readonly FittedField[] | undefined {
  const fitted: FittedField[] = [];
  for (const [name, nodes] of collectFields(selecting, type, selectionSets)) {
    const field = nodes[0]!.name.value;
    if (field === '__typename') {
      fitted.push({ name, fit: isObjectType(type) ? () => type.name : fitTypename(selecting) });
    } else if (field.startsWith('__')) {
      fitted.push({ name, fit: (value) => value });
    } else {
      const known = isUnionType(type) ? undefined : type.getFields()[field];
      fitted.push({ name, fit: fitOf(selecting, known!.type, nodes, null) });
    }
  }
  return fitted;
}

/** Of an abstract type: a subgraph that knows an interface as an object cannot say what its objects are. */
const fitTypename =
  ({ schema }: Selecting): Fit =>
  (value) =>
    typeof value === 'string' && isObjectType(schema.getType(value)) ? value : VOID;

/** `missing` is what comes of null and of whatever is not of the type. */
function fitOf(
  selecting: Selecting,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  missing: null | typeof VOID,
): Fit {
  if (isNonNullType(type)) return fitOf(selecting, type.ofType, nodes, VOID);
  if (isListType(type)) return fitList(fitOf(selecting, type.ofType, nodes, null), missing);
  if (!isCompositeType(type)) {
    const check = leafCheck(type);
    if (check === undefined) return (value) => value ?? missing;
    return (value) => (check(value) ? value : missing);
  }
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  return fitObject(fieldsByType(selecting, type, selectionSets), missing);
}

/** Compiled for each type when its first object comes. */
function fieldsByType(
  selecting: Selecting,
  declared: GraphQLCompositeType,
  selectionSets: readonly SelectionSetNode[],
): FieldsOf {
  const compiled = new Map<unknown, readonly FittedField[] | undefined>();
  return (typename) => {
    const name = typename || declared.name;
    if (compiled.has(name)) return compiled.get(name);
    const type = typeof name === 'string' ? selecting.schema.getType(name) : undefined;
    // A type that clients do not see is not named to them either.
    if (!isCompositeType(type)) return undefined;
    const fields = fittedFields(selecting, type, selectionSets);
    compiled.set(name, fields);
    return fields;
  };
}

function fitList(fitItem: Fit, missing: null | typeof VOID): Fit {
  return (value) => {
    if (value === null || value === undefined) return missing;
    if (!Array.isArray(value)) throw new TypeError('A subgraph answered no list where the graph has one');
    let items: unknown[] = value;
    for (let index = 0; index < value.length; index++) {
      const fitted = fitItem(value[index]);
      if (fitted === VOID) return missing;
      if (fitted === value[index]) continue;
      if (items === value) items = value.slice();
      items[index] = fitted;
    }
    return items;
  };
}

function fitObject(fieldsOf: FieldsOf, missing: null | typeof VOID): Fit {
  return (value) => {
    if (value === null || value === undefined) return missing;
    if (!isAnswerObject(value)) throw new TypeError('A subgraph answered no object where the graph has one');
    const fields = fieldsOf(value['__typename']);
    if (fields === undefined) return missing;
    let count = 0;
    for (const name in value) {
      const field = fields[count];
      if (field?.name !== name) return rebuilt(value, fields, count) ?? missing;
      const given = value[name];
      const fitted = field.fit(given);
      if (fitted === VOID) return missing;
      if (fitted !== given) return rebuilt(value, fields, count, fitted) ?? missing;
      count++;
    }
    return count === fields.length ? value : (rebuilt(value, fields, count) ?? missing);
  };
}

/** The first `kept` fields are as they should be already, and the next was fitted to `next` where that is given. */
function rebuilt(
  value: AnswerObject,
  fields: readonly FittedField[],
  kept: number,
  next?: unknown,
): AnswerObject | undefined {
  const object: AnswerObject = {};
  for (const [index, { name, fit }] of fields.entries()) {
    const given = own(value, name);
    const fitted = index < kept ? given : index === kept && next !== undefined ? next : fit(given);
    if (fitted === VOID) return undefined;
    put(object, name, fitted);
  }
  return object;
}
