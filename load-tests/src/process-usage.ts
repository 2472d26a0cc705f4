import { readFileSync } from 'node:fs';

/** What a process and its children have used so far, as the kernel counts it. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Linux counts CPU time of /proc in hundredths of a second. */
const TICKS_A_SECOND = 100;

/** Zeros when the process is gone, or where there is no /proc. */
export function usageOf(pid: number): Usage {
  let cpuSeconds = 0;
  let residentBytes = 0;
  for (const member of [pid, ...childrenOf(pid)]) {
    // Behind the name, which may hold spaces: field 3 is the state, 14 and 15 are user and system time.
    const fields = read(`/proc/${member}/stat`).split(') ').at(-1)!.split(' ');
    cpuSeconds += (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_A_SECOND;
    const resident = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${member}/status`));
    residentBytes += Number(resident?.[1] ?? 0) * 1_024;
  }
  return { cpuSeconds, residentBytes };
}

/** CPU seconds that anything on the machine has used since it started. */
export function machineCpuSeconds(): number {
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0] = read('/proc/stat')
    .split('\n')[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + interrupts + softInterrupts) / TICKS_A_SECOND;
}

function childrenOf(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim();
  if (children === '') return [];
  return children.split(' ').flatMap((child) => [Number(child), ...childrenOf(Number(child))]);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What a watched process has used in the time. */
export interface WatchedUsage extends Usage {
  /** `residentBytes` is the greatest; these are the means of the first, the middle and the last third. */
  readonly thirds: readonly [number, number, number];
}

/** CPU seconds and memory of named processes from now on. */
export function watchProcesses(pids: Readonly<Record<string, number>>) {
  const names = Object.keys(pids);
  const before = new Map(names.map((name) => [name, usageOf(pids[name]!)]));
  const last = new Map(before);
  const resident = new Map(names.map((name) => [name, [] as number[]]));
  const look = () => {
    for (const name of names) {
      const usage = usageOf(pids[name]!);
      if (usage.cpuSeconds > 0) last.set(name, usage);
      if (usage.residentBytes > 0) resident.get(name)!.push(usage.residentBytes);
    }
  };
  const timer = setInterval(look, 250);
  return {
    stop(): ReadonlyMap<string, WatchedUsage> {
      clearInterval(timer);
      look();
      return new Map(
        names.map((name) => [
          name,
          {
            cpuSeconds: last.get(name)!.cpuSeconds - before.get(name)!.cpuSeconds,
            residentBytes: Math.max(0, ...resident.get(name)!),
            thirds: thirdsOf(resident.get(name)!),
          },
        ]),
      );
    },
  };
}

function thirdsOf(values: readonly number[]): [number, number, number] {
  const mean = (third: number) => {
    const part = values.slice((third * values.length) / 3, ((third + 1) * values.length) / 3);
    return part.length === 0 ? 0 : part.reduce((sum, value) => sum + value, 0) / part.length;
  };
  return [mean(0), mean(1), mean(2)];
}
