/** How the graph's own scalars travel in JSON; a scalar that is missing here makes codegen fail. */
export const SCALARS = {
  DateTime: 'string',
  TimeZone: 'string',
  _Any: 'unknown',
  _FieldSet: 'string',
} as const;
