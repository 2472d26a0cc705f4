/**
 * What the simulator has found, by a seed that found it: each is bad again when its cause comes back. A seed means another
 * run when cities or faults are drawn otherwise: whoever changes that puts the old code back, one fault at a time, and takes
 * the first seed that is bad then.
 */
export const knownSeeds = [
  {
    name: 'a checkpoint that waited is not written after a newer one',
    seed: 37,
    wrong:
      'A round of checkpoints and the last one of a partition that leaves wait for their flushes at once. The later copy was written first, then the pointer went back behind what had been purged.',
  },
  {
    name: 'an owner that stood still deletes no chunk of the owner after it',
    seed: 1_052,
    wrong:
      'A worker stopped between its takeover and its sweep; when it went on it deleted every chunk that its own pointer did not name. Nobody could restore the partition any more.',
  },
  {
    name: 'a hand-over that fails late drops no partition that is owned again',
    seed: 6_351,
    wrong:
      'The lease ended while the last checkpoint was on its way and came back to the same worker; the failure of the old one dropped the new one, whose lease was then renewed for ever without its work.',
  },
  {
    name: 'a repaired window has a later version than any that the actor wrote of it',
    seed: 184,
    wrong:
      'The message that made an hour cold had written a window of it first; repaired with the version of that same message, it was replaced by a repeat of the earlier row.',
  },
  {
    name: 'a lease that ends while its checkpoint is to be saved holds up no other checkpoint',
    seed: 306,
    wrong:
      'A partition was lost while the stream was asked how full it is, and copied all the same. Nothing flushed it any more, so the round waited for ever, and the worker wrote no checkpoint again, of no partition.',
  },
  {
    name: 'a gap begins where the sensor’s own intervals begin',
    seed: 441,
    wrong:
      'A meter whose half hours begin at a quarter past was estimated for half hours that begin on the hour; the truth names another interval and counted beside the estimate.',
  },
  {
    name: 'a reading that comes before the first tick behind a standstill is not ahead of its time',
    seed: 6_672,
    wrong:
      'The clocks went on while nothing was sent; then a reading came before the next tick, was measured by the tick before the standstill, and was held as a reading of the future.',
  },
  {
    name: 'an owner that is refused takes away what it had written',
    seed: 2_470,
    wrong:
      'A worker stopped before it wrote a chunk and went on when its partition had another owner: the pointer was refused, and the chunk stayed until somebody took the partition over again.',
  },
  {
    name: 'an owner that is refused leaves what the next one has found',
    seed: 5_008_961,
    wrong:
      'The pointer had moved and the answer was lost; the next owner restored from its chunks. When the first one asked again it was refused, and took away the chunks that the other stood on.',
  },
] as const;
