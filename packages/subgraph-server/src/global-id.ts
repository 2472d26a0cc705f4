/** A GraphQL id: `<type>:<tenant>/<part>/...`. Opaque to clients; the tenant stands first, so that it can be checked first. */
export const globalId = (type: string, parts: readonly [tenant: string, ...string[]]): string =>
  `${type}:${parts.join('/')}`;

/**
 * The parts of an id of this type, or undefined for anything else: an id that does not exist and one that is malformed
 * are the same to whoever asks.
 * @param count how many parts such an id has, the tenant included.
 */
export function readGlobalId(
  type: string,
  count: number,
  id: string,
): readonly [tenant: string, ...string[]] | undefined {
  if (!id.startsWith(`${type}:`)) return undefined;
  const parts = id.slice(type.length + 1).split('/');
  if (parts.length !== count || parts.some((part) => part === '')) return undefined;
  return parts as unknown as readonly [string, ...string[]];
}
