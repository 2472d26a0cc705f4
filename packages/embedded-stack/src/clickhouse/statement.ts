import { ClickHouseException } from './exception.ts';

/** What must be known of a statement before the engine sees it. */
export interface Statement {
  readonly sql: string;
  /** An INSERT whose rows are not in the statement: they come as the request's body. */
  readonly takesRows: boolean;
  /** Rows may be streamed as they are made: a SELECT. */
  readonly selects: boolean;
  readonly format: string | undefined;
  /** `{name:Type}` substitutions, by name. */
  readonly parameters: ReadonlySet<string>;
}

/**
 * Reads a statement. Quoted text, comments and heredocs are blanked first, so that nothing inside them is mistaken for
 * a word of the statement.
 * @throws {ClickHouseException} for several statements in one request, and for files of this machine.
 */
export function readStatement(sql: string): Statement {
  const blanked = blankQuoted(sql);
  if (/;\s*\S/.test(blanked))
    throw new ClickHouseException(62, 'Syntax error: Multi-statements are not allowed', 'SYNTAX_ERROR');
  if (/\bINTO\s+OUTFILE\b|\bFROM\s+INFILE\b/i.test(blanked)) {
    throw new ClickHouseException(
      48,
      'INTO OUTFILE and FROM INFILE are for clients, not for the HTTP interface',
      'NOT_IMPLEMENTED',
    );
  }
  const outer = withoutParentheses(blanked);
  const inserts = /^\s*INSERT\b/i.test(outer);
  return {
    sql,
    takesRows: inserts && !/\b(SELECT|WATCH)\b/i.test(outer) && !hasInlineValues(blanked),
    selects: /^\s*(SELECT|WITH|FROM)\b/i.test(outer),
    format: /\bFORMAT\s+(\w+)\s*(?:SETTINGS\b[^;]*)?;?\s*$/i.exec(blanked)?.[1],
    parameters: new Set([...blanked.matchAll(/\{\s*(\w+)\s*:/g)].map(([, name]) => name!)),
  };
}

/** Where the rows begin in a text that holds an INSERT and its rows, which is how a body without `query` comes. */
export function splitInlineRows(text: string): { readonly sql: string; readonly rows: string } | undefined {
  const blanked = blankQuoted(text);
  if (!/^\s*INSERT\b/i.test(blanked)) return undefined;
  const match = /\bFORMAT\s+\w+[ \t]*(?:;[ \t]*)?(?:\r?\n|[ \t]|$)/i.exec(blanked);
  if (!match || /\b(SELECT|WATCH)\b/i.test(withoutParentheses(blanked.slice(0, match.index))))
    return undefined;
  const end = match.index + match[0].length;
  const rows = text.slice(end);
  return rows.trim() === '' ? undefined : { sql: text.slice(0, end), rows };
}

const hasInlineValues = (blanked: string) => /\bVALUES\s*\(/i.test(blanked);

/** The statement that reads its rows from a file instead. Its SETTINGS stand between file and format. */
export function insertFromFile(statement: Statement, file: string): string {
  const blanked = blankQuoted(statement.sql);
  const tail =
    /(\s+SETTINGS\s[\s\S]*?)?(?:\s+FORMAT\s+(\w+)|\s+VALUES)?(\s+SETTINGS\s[\s\S]*?)?\s*;?\s*$/i.exec(
      blanked,
    )!;
  const head = statement.sql.slice(0, tail.index);
  const settingsOf = (group: string | undefined) => {
    if (!group) return '';
    const at = tail.index + tail[0].indexOf(group);
    return statement.sql.slice(at, at + group.length);
  };
  const settings = settingsOf(tail[1]) || settingsOf(tail[3]);
  return `${head} FROM INFILE ${quoted(file)} COMPRESSION 'none'${settings} FORMAT ${tail[2] ?? 'Values'}`;
}

export const quoted = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
export const identifier = (value: string) => `\`${value.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;

const QUOTED =
  /'(?:\\[\s\S]|''|[^'\\])*(?:'|$)|"(?:\\[\s\S]|""|[^"\\])*(?:"|$)|`(?:\\[\s\S]|``|[^`\\])*(?:`|$)|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$(\w*)\$[\s\S]*?\$\1\$/g;

/** The same length, with everything that is quoted or a comment replaced by blanks. */
function blankQuoted(sql: string): string {
  return sql.replaceAll(QUOTED, (part) => part.replaceAll(/[^\n]/g, ' '));
}

function withoutParentheses(blanked: string): string {
  let depth = 0;
  let outer = '';
  for (const character of blanked) {
    if (character === '(') depth++;
    if (depth === 0) outer += character;
    if (character === ')') depth = Math.max(0, depth - 1);
  }
  return outer;
}
