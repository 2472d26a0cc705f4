import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process as more than its id, which the system gives to others again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process, different for the next one with this id. */
  readonly startedAt: string;
  readonly command: string;
}

/** The living process with this id, or undefined. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): ProcessIdentity | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses and may hold spaces: what follows the last one is regular.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, startedAt: `${bootId}/${fields[19]}`, command };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): ProcessIdentity | undefined {
  try {
    const line = execFileSync('ps', ['-p', String(pid), '-o', 'lstart=,command='], {
      encoding: 'utf8',
    }).trim();
    return { pid, startedAt: line.slice(0, 24), command: line.slice(24).trim() };
  } catch {
    return undefined;
  }
}

/** Whether the process that was recorded still lives: same id, same start. */
export function stillLives(recorded: ProcessIdentity): boolean {
  return identityOf(recorded.pid)?.startedAt === recorded.startedAt;
}
