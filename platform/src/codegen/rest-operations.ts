import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildSchema,
  type DirectiveNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
  valueFromASTUntyped,
} from 'graphql';

const FOLDER = 'docs/integrate/operations';
const OUTPUT = 'gateway/rest-operations.generated.json';

/** An operation file that cannot be served; the message says which and why. */
export class OperationFileError extends Error {
  readonly code = 'OPERATION_FILE';
}

/**
 * Compiles the operations with `@rest` to the one table from which the gateway makes REST, the OpenAPI document and the
 * MCP tools. An operation that the public graph can answer is served by it, any other by the whole graph.
 * @throws {OperationFileError}
 */
export async function writeRestOperations(root: string): Promise<void> {
  const schemaAt = async (path: string) => buildSchema(await readFile(join(root, path), 'utf8'));
  const publicSchema = await schemaAt('docs/integrate/schema.graphql');
  const wholeSchema = await schemaAt('gateway/api-schema.generated.graphql');
  const names = await Array.fromAsync(glob('*.graphql', { cwd: join(root, FOLDER) }));
  const operations = await Promise.all(
    names.toSorted().map(async (name) => {
      const text = await readFile(join(root, FOLDER, name), 'utf8');
      return compile(name, text, publicSchema, wholeSchema);
    }),
  );
  await writeFile(join(root, OUTPUT), `${JSON.stringify(operations, null, 2)}\n`);
}

function compile(file: string, text: string, publicSchema: GraphQLSchema, wholeSchema: GraphQLSchema) {
  const [operation, ...others] = parse(text).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0 || operation.operation !== 'query')
    throw new OperationFileError(`${file} must hold one query and nothing else`);
  const rest = operation.directives?.find((directive) => directive.name.value === 'rest');
  const { path, csv, description } = argumentsOf(rest);
  const name = operation.name?.value;
  if (path === undefined || name === undefined)
    throw new OperationFileError(`${file} needs a name and @rest(path: "/...")`);
  if (operation.selectionSet.selections.length !== 1)
    throw new OperationFileError(`${file} must ask for one field: it is what the route answers with`);
  const document = bare(operation);
  const isPublic = validate(publicSchema, parse(document)).length === 0;
  const faults = isPublic ? [] : validate(wholeSchema, parse(document));
  if (faults.length > 0)
    throw new OperationFileError(`${file}: ${faults.map((fault) => fault.message).join(' ')}`);
  const parameters = (operation.variableDefinitions ?? []).map((variable) => ({
    variable: variable.variable.name.value,
    name: snakeCase(variable.variable.name.value),
    description: argumentsOf(variable.directives?.find((directive) => directive.name.value === 'describe'))[
      'text'
    ],
  }));
  for (const parameter of parameters) {
    if (!parameter.description)
      throw new OperationFileError(`${file}: $${parameter.variable} needs @describe(text: "...")`);
  }
  if (!description) throw new OperationFileError(`${file}: @rest needs a description`);
  return { name, path, csv, graph: isPublic ? 'public' : 'whole', description, parameters, document };
}

const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function argumentsOf(directive: DirectiveNode | undefined): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    (directive?.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value) as string]),
  );
}

const bare = (operation: OperationDefinitionNode): string =>
  print({
    ...operation,
    directives: [],
    variableDefinitions: (operation.variableDefinitions ?? []).map((variable) => ({
      ...variable,
      directives: [],
    })),
  });
