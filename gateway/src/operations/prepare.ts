import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { enforceScopes, type RequiredScopes, requiredScopes } from '../access/required-scopes.ts';
import type { Graph } from '../graph/graph.ts';
import { estimateCost } from '../limits/cost.ts';
import { enforce, type Limits } from '../limits/limits.ts';
import { measureShape } from '../limits/shape.ts';
import { countTokens } from '../limits/tokens.ts';
import { conditionsOf, enforceConditions } from './conditions.ts';
import { OperationRefused } from './operation-refused.ts';
import type { OperationRequest } from './operation-request.ts';
import type { PersistedDocuments } from './persisted-documents.ts';

/** An operation that may run: within the limits, valid, with coerced variables, open to who asked. */
export interface PreparedOperation {
  readonly request: OperationRequest;
  /** Of the graph that it was prepared for. */
  readonly graphId: string;
  readonly text: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly operationName: string | undefined;
  /** The variables that `@skip` and `@include` go by: each is true or false. */
  readonly conditions: readonly string[];
  /** As given. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** With defaults, checked against the schema. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  /** An upper estimate, at least 1; made when it is asked for. */
  cost(): number;
}

interface CheckedDocument {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly conditions: readonly string[];
  readonly required: RequiredScopes;
}

export type PrepareOperation = (request: OperationRequest, scopes: readonly string[]) => PreparedOperation;

export interface GateOptions {
  readonly persisted: PersistedDocuments;
  /** What operations that are not among the persisted documents take; undefined: nothing. */
  readonly adHocScope: string | undefined;
  readonly limits: Limits;
}

const CACHED_DOCUMENTS = 1_000;

/**
 * Makes the one gate that operations pass on HTTP and sockets alike, before anything is planned.
 * @throws {OperationRefused} with a stable code, from the gate.
 */
export function operationGate(graph: Graph, options: GateOptions): PrepareOperation {
  const { persisted, adHocScope, limits } = options;
  const checked = new LRUCache<string, CheckedDocument>({ max: CACHED_DOCUMENTS });

  const check = (text: string, operationName: string | undefined, adHoc: boolean): CheckedDocument => {
    const key = `${adHoc ? 'a' : 'p'}:${operationName ?? ''}:${text}`;
    const known = checked.get(key);
    if (known !== undefined) return known;
    const document = parseWithin(text, adHoc ? limits.tokens : undefined);
    const operation = selectOperation(document, operationName);
    const fragments = fragmentsOf(document);
    if (adHoc) enforceShape(document, fragments, limits);
    const faults = faultsOf(graph, document);
    if (faults.length > 0) {
      throw new OperationRefused(
        'GRAPHQL_VALIDATION_FAILED',
        faults.map((fault) => fault.message).join(' '),
        400,
      );
    }
    const required = requiredScopes(document, graph.apiSchema, graph.access);
    const result = {
      document,
      operation,
      fragments,
      conditions: conditionsOf(document, operation),
      required,
    };
    checked.set(key, result);
    return result;
  };

  return (request, scopes) => {
    const { text, adHoc } = resolveText(request, persisted);
    if (adHoc && adHocScope !== undefined && !scopes.includes(adHocScope)) {
      const message = `Operations that are not among the persisted documents need a key with the scope ${adHocScope}.`;
      throw new OperationRefused('FORBIDDEN', message, 403, { scope: adHocScope });
    }
    const { document, operation, fragments, conditions, required } = check(
      text,
      request.operationName,
      adHoc,
    );
    enforceScopes(required, scopes);
    const variables = coerce(graph, operation, request.variables);
    enforceConditions(conditions, variables);
    const cost = () => estimateCost(operation, fragments, graph.apiSchema, graph.cost, variables);
    if (adHoc) enforce(limits, 'cost', cost());
    return {
      request,
      graphId: graph.id,
      text,
      document,
      operation,
      fragments,
      operationName: request.operationName,
      conditions,
      variables: request.variables,
      coercedVariables: variables,
      cost: () => Math.max(1, cost()),
    };
  };
}

function resolveText(
  request: OperationRequest,
  persisted: PersistedDocuments,
): { text: string; adHoc: boolean } {
  const known = request.documentHash === undefined ? undefined : persisted.get(request.documentHash);
  if (known !== undefined) return { text: known, adHoc: false };
  if (request.query !== undefined) return { text: request.query, adHoc: true };
  throw new OperationRefused('PERSISTED_QUERY_NOT_FOUND', 'No persisted document has this hash.', 400);
}

function parseWithin(text: string, tokens: number | undefined): DocumentNode {
  try {
    if (tokens !== undefined && countTokens(text, tokens) > tokens) {
      throw new OperationRefused('LIMIT_TOKENS', `The document exceeds the limit of ${tokens} tokens.`, 400, {
        limit: tokens,
      });
    }
    return parse(text);
  } catch (error) {
    if (error instanceof OperationRefused) throw error;
    if (error instanceof GraphQLError) throw new OperationRefused('GRAPHQL_PARSE_FAILED', error.message, 400);
    throw error;
  }
}

/** Every operation and fragment, also what will not run: validation reads the whole document. */
function enforceShape(
  document: DocumentNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  limits: Limits,
): void {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION)
      continue;
    const shape = measureShape(definition, fragments);
    // Fields first: it is what nested fragments explode.
    for (const limit of ['fields', 'depth', 'breadth', 'aliases', 'directives'] as const) {
      enforce(limits, limit, shape[limit]);
    }
  }
}

function faultsOf({ apiSchema }: Graph, document: DocumentNode): readonly GraphQLError[] {
  try {
    return validate(apiSchema, document, specifiedRules, { maxErrors: 10 });
  } catch (error) {
    // The rule of a subscription's one field reads conditions that are not valid, or not known yet, and throws.
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

function selectOperation(document: DocumentNode, operationName: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (operation) return operation;
  const message =
    operationName === undefined
      ? 'The document must hold one operation, or the request name one of them.'
      : `The document has no operation ${JSON.stringify(operationName)}.`;
  throw new OperationRefused('OPERATION_RESOLUTION_FAILURE', message, 400);
}

export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
}

function coerce(
  graph: Graph,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const result = getVariableValues(graph.apiSchema, operation.variableDefinitions ?? [], variables, {
    maxErrors: 5,
  });
  if (result.coerced !== undefined) return result.coerced;
  throw new OperationRefused('BAD_USER_INPUT', result.errors.map((error) => error.message).join(' '), 400);
}
