/**
 * Splits one line of RFC 4180 CSV; a quoted field may hold commas and doubled quotes, but no line break (no field of
 * a reading has one, and so every line stands alone).
 * @returns the fields, or undefined when a quote is not closed or stands within an unquoted field.
 */
export function csvRow(line: string): string[] | undefined {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (line[at] === '"') {
      let field = '';
      for (at++; ; at++) {
        const end = line.indexOf('"', at);
        if (end < 0) return undefined;
        field += line.slice(at, end);
        at = end + 1;
        if (line[at] !== '"') break;
        field += '"';
      }
      fields.push(field);
      if (at === line.length) return fields;
      if (line[at] !== ',') return undefined;
    } else {
      const comma = line.indexOf(',', at);
      const field = line.slice(at, comma < 0 ? line.length : comma);
      if (field.includes('"')) return undefined;
      fields.push(field);
      if (comma < 0) return fields;
      at = comma;
    }
    at++;
  }
}
