/** A browser may refuse storage; then a choice lasts until the page is closed. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(`citywatt.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`citywatt.${name}`);
    else localStorage.setItem(`citywatt.${name}`, value);
  } catch {
    // Refused: nothing to keep.
  }
}
