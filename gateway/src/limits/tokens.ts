import { Lexer, Source, TokenKind } from 'graphql';

/** Tokens of a document, counted up to `most + 1`: a document of any size costs no more than that. */
export function countTokens(text: string, most: number): number {
  const lexer = new Lexer(new Source(text));
  let count = 0;
  while (count <= most && lexer.advance().kind !== TokenKind.EOF) count++;
  return count;
}
