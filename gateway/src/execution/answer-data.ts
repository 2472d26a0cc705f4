/** An object of an answer. Its keys are names that the asking client chose, so only its own ones may be read. */
export type AnswerObject = Record<string, unknown>;

export const isAnswerObject = (value: unknown): value is AnswerObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const own = (object: AnswerObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Also where the name is `__proto__`, which any client may choose as an alias. */
export function put(object: AnswerObject, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, configurable: true, enumerable: true, writable: true });
  } else {
    object[name] = value;
  }
}

/** Writes into `target` what another fetch has answered about the same object. */
export function merge(target: AnswerObject, source: AnswerObject): void {
  for (const name of Object.keys(source)) {
    const value = source[name];
    if (value === undefined) continue;
    const there = own(target, name);
    if (isAnswerObject(there) && isAnswerObject(value)) merge(there, value);
    else if (Array.isArray(there) && Array.isArray(value) && there.length === value.length) {
      mergeItems(there, value);
    } else put(target, name, value);
  }
}

function mergeItems(target: unknown[], source: readonly unknown[]): void {
  for (const [index, value] of source.entries()) {
    const there = target[index];
    if (isAnswerObject(there) && isAnswerObject(value)) merge(there, value);
    else target[index] = value;
  }
}

/** A value of JSON that whoever takes it may change: a fraction of what structuredClone costs. */
export function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isAnswerObject(value)) return value;
  const copy = { ...value };
  for (const name of Object.keys(copy)) {
    const inner = copy[name];
    if (typeof inner === 'object' && inner !== null) put(copy, name, copied(inner));
  }
  return copy;
}
