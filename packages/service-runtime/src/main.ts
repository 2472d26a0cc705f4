import { type Environment, processEnvironment, readProcessConfig } from './environment.ts';
import { startHealthServer } from './health.ts';
import { createLogger, type Logger } from './logger.ts';
import type { Running } from './running.ts';

/** After this a service that will not stop is left behind, so that a supervisor never waits for ever. */
const STOP_DEADLINE_MS = 15_000;

export interface ServiceStart {
  readonly name: string;
  /** Reads its part of the environment and starts: usually `(environment, logger) => start(readConfig(environment), logger)`. */
  start(environment: Environment, logger: Logger): Promise<Running>;
}

/** Runs one service as a process of its own: what a service's `main.ts` calls. */
export async function runService(service: ServiceStart): Promise<void> {
  await runServices(service.name, [service]);
}

/**
 * Runs services in this process: health and metrics first, then all services at once; ends them in reverse order on
 * SIGTERM, SIGINT or, under a supervisor, when its pipe closes. A service that cannot start and any uncaught error
 * end the process with 1, so that whoever supervises it starts it again.
 */
export async function runServices(processName: string, services: readonly ServiceStart[]): Promise<void> {
  const environment = processEnvironment();
  let logger = createLogger(processName);
  const running: Running[] = [];
  let stopping = false;

  const fail = (error: unknown, message: string) => {
    logger.fatal({ err: error }, message);
    process.exit(1);
  };
  process.on('uncaughtException', (error) => fail(error, 'uncaught exception'));
  process.on('unhandledRejection', (error) => fail(error, 'unhandled rejection'));

  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => fail(new Error('stop took too long'), 'not stopped in time'), STOP_DEADLINE_MS).unref();
    for (const service of running.toReversed()) await service.stop();
    logger.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));

  try {
    const config = readProcessConfig(environment);
    logger = createLogger(processName, config.logLevel);
    if (config.supervised) {
      // The pipe closes when the supervisor ends, however it ended: even kill -9 leaves no orphan.
      process.stdin.on('end', () => void stop('supervisor ended'));
      process.stdin.on('error', () => void stop('supervisor ended'));
      process.stdin.resume();
    }
    if (config.metricsPort !== undefined) {
      await startHealthServer({
        host: config.host,
        port: config.metricsPort,
        services: () => starting(services, running),
      });
    }
    await Promise.all(
      services.map(async (service) => {
        const started = await service.start(environment, logger.child({ service: service.name }));
        running.push(started);
        if (stopping) await started.stop();
      }),
    );
    logger.info({ services: services.map((service) => service.name) }, 'started');
  } catch (error) {
    if (!stopping) fail(error, error instanceof Error ? error.message : 'could not start');
  }
}

/** Until all have started, those that have not are counted as not ready. */
function starting(services: readonly ServiceStart[], running: readonly Running[]): readonly Running[] {
  if (running.length === services.length) return running;
  const missing = services.length - running.length;
  return [
    ...running,
    {
      name: 'start',
      readiness: () => ({ ready: false, reason: `${missing} of ${services.length} services are starting` }),
      stop: async () => {},
    },
  ];
}
