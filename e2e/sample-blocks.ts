/** Fenced blocks of a page by what stands behind their language: `graphql sample=days`. */
export function sampleBlocks(page: string, language: string, word: string): ReadonlyMap<string, string> {
  const pattern = new RegExp(`^\`\`\`${language} ${word}=(\\w+)\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return new Map([...page.matchAll(pattern)].map(([, name, text]) => [name!, text!]));
}
