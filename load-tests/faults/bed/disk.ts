import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const DISK_BYTES = 6 * 2 ** 30;
const UNMOUNT_TRIES = 200;
const UNMOUNT_PAUSE_MS = 100;

/**
 * EXT4_IOC_SHUTDOWN with NOLOGFLUSH, as xfstests' `godown -f` does it: from that instant on nothing reaches the disk any
 * more, neither data nor journal, and every call fails. What was not synced before is lost, as in a power cut. Waits for
 * a line, so that the instant is the caller's and not that of a program's start.
 */
const SHUTDOWN = `
  open(my $folder, "<", $ARGV[0]) or die "open: $!";
  my $flags = pack("L", 2);
  $| = 1;
  print "armed\\n";
  <STDIN>;
  defined ioctl($folder, 0x8004587d, $flags) or die "ioctl: $!";
  print "down\\n";
`;

/** A file system of its own on a file: it can be filled, made read-only and cut off. */
export interface Disk {
  readonly folder: string;
  /** Resolves when the cut can be made at once. */
  armCut(): Promise<PowerCut>;
  /** After a cut, when nobody has a file open: the journal is replayed, as at the next boot. */
  restore(): Promise<void>;
  /** Nothing is left that could be written to. */
  fill(): Promise<void>;
  makeRoom(): void;
  /** Below `folder`; files that are open already stay writable, as the kernel has it. */
  makeReadOnly(subfolder: string): Promise<void>;
  makeWritable(subfolder: string): Promise<void>;
  remove(): Promise<void>;
}

export interface PowerCut {
  /** Resolves when it has happened. */
  cut(): Promise<void>;
}

/** @returns why this machine gives us none, in words. */
export async function openDisk(parent: string): Promise<Disk | string> {
  if (process.platform !== 'linux')
    return `mounts of files are a matter of Linux, this is ${process.platform}`;
  if (process.getuid?.() !== 0) return 'only root may mount';
  const image = join(parent, 'disk.ext4');
  const folder = join(parent, 'disk');
  mkdirSync(folder);
  closeSync(openSync(image, 'w'));
  truncateSync(image, DISK_BYTES);
  try {
    await execute('mkfs.ext4', ['-q', '-m', '0', '-E', 'lazy_itable_init=1', image]);
    await mount();
    await execute('perl', ['-e', '1']);
  } catch (error) {
    await execute('umount', [folder]).catch(() => {});
    return (error as Error).message.trim().split('\n').at(-1)!;
  }
  const ballast = join(folder, 'ballast');

  async function mount() {
    await execute('mount', ['-o', 'loop', image, folder]);
  }
  return {
    folder,
    async armCut() {
      const program = spawn('perl', ['-e', SHUTDOWN, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
      await said(program, 'armed');
      return {
        async cut() {
          program.stdin.write('\n');
          await said(program, 'down');
          await once(program, 'exit');
        },
      };
    },
    async restore() {
      await unmount(folder);
      await mount();
    },
    async fill() {
      const { bavail, bsize } = statfsSync(folder);
      await execute('fallocate', ['-l', String(bavail * bsize - 2 ** 20), ballast]);
      fillTheRest(`${ballast}.rest`);
    },
    makeRoom() {
      rmSync(ballast, { force: true });
      rmSync(`${ballast}.rest`, { force: true });
    },
    async makeReadOnly(subfolder) {
      const path = join(folder, subfolder);
      await execute('mount', ['--bind', path, path]);
      await execute('mount', ['-o', 'remount,bind,ro', path]);
    },
    async makeWritable(subfolder) {
      await execute('umount', ['--lazy', join(folder, subfolder)]);
    },
    async remove() {
      await unmount(folder);
      rmSync(image, { force: true });
    },
  };
}

/** What `fallocate` leaves: down to the last block. */
function fillTheRest(file: string): void {
  const descriptor = openSync(file, 'w');
  try {
    for (;;) writeSync(descriptor, Buffer.alloc(4_096));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Children of processes that were killed may need a moment to let go of their files. */
async function unmount(folder: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await execute('umount', [folder]);
      return;
    } catch (error) {
      if (tries === UNMOUNT_TRIES) throw error;
      await delay(UNMOUNT_PAUSE_MS);
    }
  }
}

async function said(program: ChildProcess, word: string): Promise<void> {
  const [piece] = (await Promise.race([
    once(program.stdout!, 'data'),
    once(program, 'exit').then(([code]) => [`ended with code ${code}`]),
  ])) as [Buffer | string];
  if (piece.toString().trim() !== word) throw new Error(`the power cut cannot be made: ${piece}`);
}
