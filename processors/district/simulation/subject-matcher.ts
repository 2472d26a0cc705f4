const known = new Map<string, (subject: string) => boolean>();

/** NATS's filters: `*` is one token, `>` at the end is the rest. */
export function subjectMatcher(filter: string): (subject: string) => boolean {
  let matcher = known.get(filter);
  if (!matcher) {
    const pattern = filter
      .split('.')
      .map((token) => (token === '*' ? '[^.]+' : token === '>' ? '.+' : token.replace(/[^\w-]/g, '\\$&')))
      .join('\\.');
    const expression = new RegExp(`^${pattern}$`);
    matcher = (subject) => expression.test(subject);
    known.set(filter, matcher);
  }
  return matcher;
}
