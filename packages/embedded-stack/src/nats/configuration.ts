export interface NatsAccount {
  readonly name: string;
  readonly user: string;
  readonly password: string;
}

export interface NatsConfiguration {
  readonly host: string;
  readonly port: number;
  readonly storeFolder: string;
  /** One account each with a JetStream of its own. */
  readonly accounts: readonly NatsAccount[];
  /** That by which the server is asked how it is. */
  readonly system: NatsAccount;
  readonly maxMemoryBytes: number;
  readonly maxFileBytes: number;
}

/**
 * The text of the server's configuration file.
 * `sync_interval: always`, because a door answers 201 when the stream has the frame, and that must survive a power cut.
 * `max_payload` above the 1 MB default holds a frame of 64k readings.
 */
export function natsConfigurationText(configuration: NatsConfiguration): string {
  const users = ({ user, password }: NatsAccount) =>
    `users: [ { user: ${quote(user)}, password: ${quote(password)} } ]`;
  const accounts = configuration.accounts.map(
    (account) => `  ${account.name} { jetstream: enabled, ${users(account)} }`,
  );
  const { system } = configuration;
  return [
    'server_name: "citywatt-embedded"',
    `host: ${quote(configuration.host)}`,
    `port: ${configuration.port}`,
    'max_payload: 8MB',
    'max_pending: 64MB',
    'max_connections: 4096',
    'jetstream {',
    `  store_dir: ${quote(configuration.storeFolder)}`,
    `  max_memory_store: ${configuration.maxMemoryBytes}`,
    `  max_file_store: ${configuration.maxFileBytes}`,
    '  sync_interval: always',
    '}',
    'accounts {',
    ...accounts,
    `  ${system.name} { ${users(system)} }`,
    '}',
    `system_account: ${system.name}`,
    '',
  ].join('\n');
}

const quote = (text: string) => JSON.stringify(text);
