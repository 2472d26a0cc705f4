/**
 * Doors and actors know more of a district than the store: they would ignore what it says, and its sensors have numbers
 * under which the readings of others may be kept. Only a person can tell which of the two is to go.
 */
export class StoreBehindError extends Error {
  readonly code = 'STORE_BEHIND';
  constructor(district: string, stored: number, held: number) {
    super(
      `the store has revision ${stored} of ${district} and the bucket ${held}: the store was emptied or is an older copy; restore it, or remove the data of NATS too`,
    );
  }
}
