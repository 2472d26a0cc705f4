import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
  valueFromASTUntyped,
} from 'graphql';
import type { CostRules } from './cost-rules.ts';

/** Of a list whose size nothing tells. */
const UNKNOWN_LIST_SIZE = 10;

/**
 * An upper estimate of what an operation costs: an object costs 1 and a leaf 0 unless `@cost` says otherwise; what is
 * below a list counts as often as the list is long (`@listSize`, slicing arguments included).
 * Expands fragments: call it only for operations within the limit of fields.
 */
export function estimateCost(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  schema: GraphQLSchema,
  rules: CostRules,
  variables: Readonly<Record<string, unknown>>,
): number {
  const ofSelections = (set: SelectionSetNode, parent: GraphQLCompositeType, sizes: Sizes): number => {
    let cost = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        cost += ofField(selection, parent, sizes);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
      if (fragment === undefined) continue;
      const condition = fragment.typeCondition && typeFromAST(schema, fragment.typeCondition);
      cost += ofSelections(fragment.selectionSet, isCompositeType(condition) ? condition : parent, sizes);
    }
    return cost;
  };

  const ofField = (node: FieldNode, parent: GraphQLCompositeType, sizes: Sizes): number => {
    const name = node.name.value;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (field === undefined) return 0;
    const coordinate = `${parent.name}.${name}`;
    const type = getNamedType(field.type);
    const each = rules.weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
    const own = rules.weights.get(coordinate);
    const listSize = rules.listSizes.get(coordinate);
    const size =
      listSize === undefined
        ? undefined
        : (slicedSize(listSize.slicingArguments, node, field, variables) ?? listSize.assumedSize);
    const sized = listSize !== undefined && listSize.sizedFields.length > 0;
    const isList = isListType(getNullableType(field.type));
    const count = sizes.get(name) ?? (isList ? ((sized ? undefined : size) ?? UNKNOWN_LIST_SIZE) : 1);
    const below: Sizes = sized
      ? new Map(listSize.sizedFields.map((child) => [child, size ?? UNKNOWN_LIST_SIZE]))
      : NO_SIZES;
    const children =
      node.selectionSet !== undefined && isCompositeType(type)
        ? ofSelections(node.selectionSet, type, below)
        : 0;
    // A field's own weight is paid once however long its list is: it is the price of asking.
    return (own ?? 0) + count * ((own === undefined ? each : 0) + children);
  };

  const root = schema.getRootType(operation.operation);
  return root ? ofSelections(operation.selectionSet, root, NO_SIZES) : 0;
}

/** Length of child lists that the parent's `@listSize(sizedFields:)` gives. */
type Sizes = ReadonlyMap<string, number>;
const NO_SIZES: Sizes = new Map();

function slicedSize(
  slicing: readonly string[],
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  const sizes = slicing.flatMap((name) => {
    const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
    const value =
      given === undefined
        ? field.args.find((argument) => argument.name === name)?.defaultValue
        : valueFromASTUntyped(given, variables);
    return typeof value === 'number' && value >= 0 ? [value] : [];
  });
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}
