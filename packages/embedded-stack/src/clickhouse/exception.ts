/** What the engine or this server refuses, as ClickHouse says it: a numeric code and a sentence. */
export class ClickHouseException extends Error {
  readonly clickhouseCode: number;

  constructor(code: number, sentence: string, type: string) {
    super(`Code: ${code}. DB::Exception: ${sentence} (${type})`);
    this.clickhouseCode = code;
  }
}

const UNKNOWN_EXCEPTION = 1002;

/** HTTP statuses of codes that say more than "the server failed". */
const STATUS: Readonly<Record<number, number>> = {
  6: 400,
  26: 400,
  27: 400,
  36: 400,
  38: 400,
  41: 400,
  43: 400,
  44: 400,
  46: 404,
  47: 404,
  48: 501,
  53: 400,
  57: 400,
  60: 404,
  62: 400,
  70: 400,
  72: 400,
  81: 404,
  82: 404,
  115: 404,
  117: 400,
  159: 408,
  192: 403,
  193: 403,
  194: 403,
  373: 409,
  456: 400,
  457: 400,
  497: 403,
  516: 401,
};

export const statusOf = (code: number) => STATUS[code] ?? 500;

/** The engine's own errors come as text: "Code: 60. DB::Exception: ..."; anything else is a fault of this server. */
export function exceptionOf(error: unknown): { readonly code: number; readonly text: string } {
  if (error instanceof ClickHouseException) return { code: error.clickhouseCode, text: error.message };
  const said = error instanceof Error ? error.message : String(error);
  const start = said.indexOf('Code: ');
  const text = (start === -1 ? said : said.slice(start)).trim();
  const code = /^Code: (\d+)\./.exec(text)?.[1];
  if (code === undefined) {
    return {
      code: UNKNOWN_EXCEPTION,
      text: `Code: ${UNKNOWN_EXCEPTION}. DB::Exception: ${text} (UNKNOWN_EXCEPTION)`,
    };
  }
  // A statement behind a SET is reported twice over.
  return {
    code: Number(code),
    text: text.replace(/^(Code: \d+\. DB::Exception: )(?:Code: \d+\. DB::Exception: )+/, '$1'),
  };
}
