import type { RegisterKind, RegisterResolvers } from '../generated/resolver-types.generated.ts';

export const registerResolvers: RegisterResolvers = {
  kind: (register) => register.kind.toUpperCase() as RegisterKind,
  intervalSeconds: (register) => Math.round(register.intervalMs / 1_000),
};
