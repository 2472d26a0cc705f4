/** Absolute values of district windows on their way to the city actor; columnar, JSON. */
export interface CityInput {
  readonly tenant: string;
  readonly city: string;
  readonly district: readonly string[];
  /** Window start, milliseconds since 1970 UTC; windows are quarter hours. */
  readonly windowStart: readonly number[];
  readonly energyMilliwattHours: readonly number[];
  readonly closed: readonly boolean[];
  /** generation x 2^48 + sequence exceeds 2^53, so versions travel as decimal strings. */
  readonly version: readonly string[];
}

export const encodeCityInput = (input: CityInput) => new TextEncoder().encode(JSON.stringify(input));
export const decodeCityInput = (data: Uint8Array) => JSON.parse(new TextDecoder().decode(data)) as CityInput;
