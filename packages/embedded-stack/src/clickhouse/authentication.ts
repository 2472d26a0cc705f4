import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ClickHouseException } from './exception.ts';
import { headerOf } from './request.ts';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** @throws {ClickHouseException} 516 unless the request carries the credentials: Basic, headers or URL. */
export function authenticate(request: IncomingMessage, words: URLSearchParams, expected: Credentials): void {
  const given = basic(headerOf(request, 'authorization')) ?? {
    user: headerOf(request, 'x-clickhouse-user') ?? words.get('user') ?? 'default',
    password: headerOf(request, 'x-clickhouse-key') ?? words.get('password') ?? '',
  };
  if (same(given.user, expected.user) && same(given.password, expected.password)) return;
  throw new ClickHouseException(
    516,
    `${given.user}: Authentication failed: password is incorrect, or there is no user with such name.`,
    'AUTHENTICATION_FAILED',
  );
}

function basic(header: string | undefined): Credentials | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

// Hashes have one length, so that the comparison takes the same time for each guess.
const digest = (value: string) => createHash('sha256').update(value).digest();
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));
