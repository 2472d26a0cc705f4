import DataLoader from 'dataloader';

/** Rows by key: all keys that are asked for in one turn are one call of `fetch`. */
export function rowLoader<Key, Row extends Key>(
  fetch: (keys: readonly Key[]) => Promise<readonly Row[]>,
  textOf: (key: Key) => string,
): DataLoader<Key, Row | undefined, string> {
  return new DataLoader(
    async (keys) => {
      const rows = new Map((await fetch(keys)).map((row) => [textOf(row), row]));
      return keys.map((key) => rows.get(textOf(key)));
    },
    { cacheKeyFn: textOf },
  );
}

/** As `rowLoader` where a key has several rows, in the order in which `fetch` gives them. */
export function rowsLoader<Key, Row extends Key>(
  fetch: (keys: readonly Key[]) => Promise<readonly Row[]>,
  textOf: (key: Key) => string,
): DataLoader<Key, readonly Row[], string> {
  return new DataLoader(
    async (keys) => {
      const rows = Map.groupBy(await fetch(keys), textOf);
      return keys.map((key) => rows.get(textOf(key)) ?? []);
    },
    { cacheKeyFn: textOf },
  );
}

/** One loader for each set of arguments: fields that ask alike, as those of a list do, share a call. */
export function byArguments<Arguments, Loader>(
  make: (args: Arguments) => Loader,
): (args: Arguments) => Loader {
  const loaders = new Map<string, Loader>();
  return (args) => {
    const text = JSON.stringify(args);
    const known = loaders.get(text);
    if (known) return known;
    const loader = make(args);
    loaders.set(text, loader);
    return loader;
  };
}
