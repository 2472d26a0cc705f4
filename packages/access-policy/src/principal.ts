import { z } from 'zod';

/** What a key or session may do. */
export const SCOPES = [
  'explore',
  'areas:read',
  'city:read',
  'sensors:read',
  'ingest',
  'alerts:raise',
  'operations:read',
  'operations:write',
  'administer',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks: signed by the gateway, verified by every subgraph. */
export const principalSchema = z.object({
  tenant: z.string(),
  /** Opaque id of a user, a key (`key:<id>`) or the local operator. */
  subject: z.string(),
  roles: z.array(z.string()),
  scopes: z.array(z.enum(SCOPES)),
});
export type Principal = z.infer<typeof principalSchema>;

/** Until accounts exist: a request without a key on loopback, for persisted documents only. */
export const LOCAL_OPERATOR: Principal = {
  tenant: 'demo',
  subject: 'local-operator',
  roles: ['operator'],
  scopes: ['areas:read', 'city:read', 'sensors:read', 'operations:read', 'operations:write'],
};
