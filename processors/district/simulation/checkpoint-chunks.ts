import type { SimulatedStores } from './simulated-stores.ts';

interface Named {
  readonly parts: readonly (readonly { readonly subject: string }[])[];
}

/** Chunks that no pointer names. */
export function unnamedChunks({ pointers, chunks }: SimulatedStores): string[] {
  const named = new Set(
    pointers
      .values()
      .flatMap((value) => (JSON.parse(value) as Named).parts.flat().map(({ subject }) => subject)),
  );
  return chunks.subjects.filter((subject) => !named.has(subject));
}
