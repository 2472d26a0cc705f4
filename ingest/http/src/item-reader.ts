import type { BodyFormat } from './content.ts';
import { createCsvReader } from './csv-reader.ts';
import { createJsonReader } from './json-reader.ts';
import { createNdjsonReader } from './ndjson-reader.ts';
import type { ItemReader } from './received-item.ts';

const READERS: Readonly<Record<BodyFormat, () => ItemReader>> = {
  json: createJsonReader,
  ndjson: createNdjsonReader,
  csv: createCsvReader,
};

export const createItemReader = (format: BodyFormat): ItemReader => READERS[format]();
