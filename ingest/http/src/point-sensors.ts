import type { SensorDirectory } from '@citywatt/sensor-directory/directory-store';
import type { ProvisionAnswer, ProvisionRequest } from '@citywatt/sensor-directory/provision';
import type { PlaceUnknown } from './item.ts';
import { POINT_REGISTER } from './point-register.ts';
import { UnavailableError } from './unavailable.ts';

const DIRECTORY_WAIT_MS = 5_000;

export interface PointSensors {
  /**
   * Makes a sensor for each place and resolves when this door knows them all; otherwise to the reason of the refusal.
   * @throws {UnavailableError} registry is away, or the directory did not follow.
   */
  make(places: readonly PlaceUnknown[]): Promise<{ readonly refused?: string }>;
}

interface Gathering {
  readonly places: Map<string, PlaceUnknown>;
  readonly done: Promise<{ readonly refused?: string }>;
  begin(): void;
}

type Directory = Pick<SensorDirectory, 'districtByKey' | 'sensorsByName' | 'onChange'>;

/** One request to registry in flight a city, the next gathers meanwhile: a new city's first minute names hundreds. */
export function createPointSensors(
  directory: Directory,
  provision: (request: ProvisionRequest) => Promise<ProvisionAnswer>,
): PointSensors {
  const inFlight = new Map<string, Promise<unknown>>();
  const waiting = new Map<string, Gathering>();

  async function ask(places: readonly PlaceUnknown[]): Promise<{ readonly refused?: string }> {
    const request = requestFor(directory, places);
    let answer: ProvisionAnswer;
    try {
      answer = await provision(request);
    } catch (cause) {
      throw new UnavailableError('registry-away', 'registry does not answer: it makes new sensors', 5, cause);
    }
    if (answer.status === 'refused') return { refused: answer.reason };
    await known(directory, places);
    return {};
  }

  function gather(city: string): Gathering {
    const found = waiting.get(city);
    if (found) return found;
    const places = new Map<string, PlaceUnknown>();
    const { promise: started, resolve: begin } = Promise.withResolvers<void>();
    const done = started.then(() => ask([...places.values()]));
    const gathering = { places, done, begin };
    waiting.set(city, gathering);
    // Whether the one before failed or not, its turn is over.
    void (inFlight.get(city) ?? Promise.resolve())
      .catch(() => {})
      .then(() => {
        waiting.delete(city);
        inFlight.set(city, done);
        begin();
      });
    return gathering;
  }

  return {
    async make(places) {
      const gatherings = new Set<Gathering>();
      for (const place of places) {
        const gathering = gather(`${place.tenant}/${place.city}`);
        gathering.places.set(place.sensorName, place);
        gatherings.add(gathering);
      }
      const answers = await Promise.all([...gatherings].map((gathering) => gathering.done));
      return answers.find((answer) => answer.refused !== undefined) ?? {};
    },
  };
}

/** @param places of one city. */
function requestFor(directory: Directory, places: readonly PlaceUnknown[]): ProvisionRequest {
  const first = places[0]!;
  const districts = Map.groupBy(places, (place) => place.district);
  const held = directory.districtByKey(first);
  return {
    tenant: first.tenant,
    // The city and its districts exist, as the place lies in one: registry leaves them as they are.
    city: {
      city: first.city,
      name: first.city,
      timeZone: held?.timeZone ?? 'UTC',
      clock: held?.clock ?? 'wall',
    },
    districts: [...districts].map(([district, inDistrict]) => ({
      district,
      name: directory.districtByKey({ ...first, district })?.name ?? district,
      sensors: inDistrict.map(({ sensorName, latitude, longitude }) => ({
        name: sensorName,
        registers: [POINT_REGISTER],
        customerClass: 'residential',
        deliveryPoints: 1,
        location: { latitude, longitude },
      })),
    })),
  };
}

/** Registry answers when the bucket holds the sensors; the watch brings them here a moment later. */
async function known(directory: Directory, places: readonly PlaceUnknown[]): Promise<void> {
  const missing = () =>
    places.some((place) => directory.sensorsByName(place.tenant, place.sensorName).length === 0);
  if (!missing()) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const unlisten = directory.onChange(() => {
    if (!missing()) resolve();
  });
  const late = new UnavailableError('directory-loading', 'the directory does not hold the new sensors yet');
  const timer = setTimeout(() => reject(late), DIRECTORY_WAIT_MS);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    unlisten();
  }
}
