import { join } from 'node:path';
import { openRotatingLog } from '@citywatt/embedded-stack/rotating-log';

/** With one older file beside each: five logs of ours and three of stores stay under 200 MB together. */
const LOG_BYTES = 10_000_000;
const WARN = 40;
/** The same warning of the same process is shown once in this time; the file has each. */
const QUIET_MS = 10_000;

export interface ProcessLog {
  line(line: string): void;
  close(): void;
}

/** Keeps a process's lines in `logs/<name>.log` and shows its warnings and errors, short, to the operator. */
export function openProcessLog(dataFolder: string, name: string, show: (line: string) => void): ProcessLog {
  const file = openRotatingLog(join(dataFolder, 'logs', `${name}.log`), LOG_BYTES);
  const shownAt = new Map<string, number>();
  return {
    line(line) {
      file.write(`${line}\n`);
      const short = shortWarning(name, line);
      if (!short) return;
      const now = performance.now();
      const before = shownAt.get(short.message);
      if (before !== undefined && now - before < QUIET_MS) return;
      // A process has few messages, all static; should one have many, forgetting them only repeats a line.
      if (shownAt.size > 200) shownAt.clear();
      shownAt.set(short.message, now);
      show(short.text);
    },
    close: () => file.close(),
  };
}

const UNSAID = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'name', 'service', 'err', 'version']);

/** What of a log line is for the terminal; undefined for what is only for the file. */
export function shortWarning(
  name: string,
  line: string,
): { readonly message: string; readonly text: string } | undefined {
  const entry = parseEntry(line);
  // What is no log line is a crash's trace or a warning of Node: its first line says enough.
  if (!entry)
    return /^\s|^$|^Node\.js v/.test(line) ? undefined : { message: line, text: `${name}: ${line}` };
  if (typeof entry['level'] !== 'number' || entry['level'] < WARN) return undefined;
  const message = String(entry['msg'] ?? '');
  const reason = (entry['err'] as { message?: string } | undefined)?.message?.split('\n')[0];
  const fields = Object.entries(entry)
    .filter(([field]) => !UNSAID.has(field))
    .map(([field, value]) => `${field}=${typeof value === 'object' ? JSON.stringify(value) : value}`);
  const details = [reason && reason !== message ? reason : '', ...fields].filter(Boolean).join(' ');
  const word = entry['level'] >= 50 ? 'error' : 'warning';
  const text = `${name} ${word}: ${message}${details ? ` (${details})` : ''}`;
  return { message, text: text.length > 300 ? `${text.slice(0, 299)}…` : text };
}

function parseEntry(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
