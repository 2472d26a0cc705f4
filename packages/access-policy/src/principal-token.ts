import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { type Principal, principalSchema } from './principal.ts';

const ISSUER = 'citywatt-gateway';
const LIFE = '5m';
const ALGORITHM = 'HS256';

/** Resolves to a token of five minutes that only one audience, a subgraph by its name, takes. */
export function principalSigner(secret: string): (principal: Principal, audience: string) => Promise<string> {
  const key = keyOf(secret);
  return (principal, audience) =>
    new SignJWT({ ...principal })
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(LIFE)
      .sign(key);
}

/** Resolves to nothing for a token that is expired, forged, malformed or meant for another audience. */
export function principalVerifier(
  secret: string,
  audience: string,
): (token: string) => Promise<Principal | undefined> {
  const key = keyOf(secret);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, { issuer: ISSUER, audience, algorithms: [ALGORITHM] });
      return principalSchema.safeParse(payload).data;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
}

const keyOf = (secret: string) => createSecretKey(Buffer.from(secret, 'utf8'));
