import type { DistrictDirectory } from '@citywatt/sensor-directory/directory';
import type { SimulatedProcess } from './simulated-process.ts';
import type { SimulatedServer } from './simulated-server.ts';

/** The bucket of district directories, as the registry writes it behind its control messages. */
export class SimulatedDirectory {
  readonly #districts = new Map<string, DistrictDirectory>();
  readonly #server: SimulatedServer;

  constructor(server: SimulatedServer) {
    this.#server = server;
  }

  put(process: SimulatedProcess, directory: DistrictDirectory): Promise<void> {
    return this.#server.request(process, `put directory of ${directory.district}`, () => {
      // By compare-and-set: what is on its way for long replaces nothing newer.
      const known = this.#districts.get(directory.district);
      if (!known || known.revision < directory.revision) this.#districts.set(directory.district, directory);
    });
  }

  read(process: SimulatedProcess): Promise<readonly DistrictDirectory[]> {
    return this.#server.request(process, 'read directories', () => [...this.#districts.values()]);
  }
}
