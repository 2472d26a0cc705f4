import type { Principal } from '@citywatt/access-policy/principal';
import { KeyMissingError, ScopeMissingError } from './request-errors.ts';
import type { StreamLink } from './stream-link.ts';
import { UnavailableError } from './unavailable.ts';

/** @throws {KeyMissingError | ScopeMissingError | UnavailableError} */
export async function authenticate(
  link: Pick<StreamLink, 'keys' | 'keysReady'>,
  authorization: string | undefined,
): Promise<Principal> {
  const [, key] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (key === undefined) throw new KeyMissingError();
  if (!link.keysReady) throw new UnavailableError('keys-loading', 'the API keys are being loaded', 1);
  const principal = await link.keys.verify(key);
  if (!principal) throw new KeyMissingError();
  if (!principal.scopes.includes('ingest')) throw new ScopeMissingError();
  return principal;
}
