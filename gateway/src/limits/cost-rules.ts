import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

export interface ListSize {
  readonly assumedSize: number | undefined;
  readonly slicingArguments: readonly string[];
  /** Empty: the field itself is the list. */
  readonly sizedFields: readonly string[];
}

/** What `@cost` and `@listSize` of the supergraph say, by `Type.field`, and of types by name. */
export interface CostRules {
  readonly weights: ReadonlyMap<string, number>;
  readonly listSizes: ReadonlyMap<string, ListSize>;
}

export function readCostRules(supergraph: DocumentNode): CostRules {
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || definition.name === undefined) continue;
    const type = definition.name.value;
    if ('directives' in definition)
      readWeight(weights, type, definition.directives as readonly ConstDirectiveNode[]);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      continue;
    for (const field of definition.fields ?? []) {
      const coordinate = `${type}.${field.name.value}`;
      readWeight(weights, coordinate, field.directives ?? []);
      const listSize = field.directives?.find((directive) => directive.name.value === 'listSize');
      if (listSize === undefined) continue;
      const given = argumentsOf(listSize);
      listSizes.set(coordinate, {
        assumedSize: typeof given['assumedSize'] === 'number' ? given['assumedSize'] : undefined,
        slicingArguments: (given['slicingArguments'] as string[] | undefined) ?? [],
        sizedFields: (given['sizedFields'] as string[] | undefined) ?? [],
      });
    }
  }
  return { weights, listSizes };
}

function readWeight(
  weights: Map<string, number>,
  coordinate: string,
  directives: readonly ConstDirectiveNode[],
): void {
  const cost = directives.find((directive) => directive.name.value === 'cost');
  const weight = cost && argumentsOf(cost)['weight'];
  if (weight !== undefined) weights.set(coordinate, Number(weight));
}

export function argumentsOf(directive: ConstDirectiveNode): Record<string, unknown> {
  return Object.fromEntries(
    (directive.arguments ?? []).map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)]),
  );
}
