import { spawn } from 'node:child_process';

const FORCE_AFTER_SECONDS = 15;

/**
 * `read` waits until the pipe from us closes, which it does however we end. The store gets its signal, and when it does not
 * end its whole group is ended by force.
 */
const GUARD = `
read -r _
kill -s "$2" "$1" 2>/dev/null || exit 0
seconds=0
while [ $seconds -lt ${FORCE_AFTER_SECONDS} ] && kill -s 0 "$1" 2>/dev/null; do
  sleep 1
  seconds=$((seconds + 1))
done
kill -s KILL -- "-$1" 2>/dev/null
`;

/**
 * Sees to it that a store does not outlive this process, not even when that is killed: the programs that stores are do not
 * look at who started them. A shell of its own does, out of reach of a terminal's Ctrl-C.
 * @param pid of the store, which leads its process group.
 * @returns what ends the watch, once the store has ended: its id may be another process's then.
 */
export function endWithParent(pid: number, signal: NodeJS.Signals): () => void {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'guard', String(pid), signal.replace(/^SIG/, '')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell the store is left to the next start, which looks for it.
  guard.on('error', () => {});
  guard.stdin.on('error', () => {});
  guard.unref();
  return () => guard.kill('SIGKILL');
}
