const service = '^(ingest/[^/]+|processors/[^/]+|subgraphs/[^/]+|gateway|openadr|web)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'services-meet-in-contracts',
      comment:
        'Subgraphs, processors, doors and the gateway never import one another; they meet in the contract packages.',
      severity: 'error',
      from: { path: service },
      to: { path: service, pathNot: '^$1/' },
    },
    {
      name: 'only-platform-imports-services',
      comment: 'platform is the composition root; benchmarks may start a service they measure.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(ingest|processors|subgraphs|gateway|web|platform|openadr)/' },
    },
    {
      name: 'harness-is-for-tests',
      severity: 'error',
      from: {
        path: '^(packages|ingest|processors|subgraphs|gateway|platform)/',
        pathNot: '(\\.test\\.ts$|^packages/test-harness/|/test/|/simulation/)',
      },
      to: { path: '^packages/test-harness/' },
    },
    {
      name: 'pure-parts-do-no-io',
      comment:
        'Machines, windows, watermarks and codecs do no I/O and read no clock; time comes in as an argument or an event.',
      severity: 'error',
      from: {
        path: [
          '[.]machine[.]ts$',
          '/windows[.]ts$',
          '^processors/district/src/(actor|state)/',
          '^packages/consumption-windows/src/',
          '^packages/reading-stream/src/(frame|partition|tick)',
        ],
      },
      to: {
        path: '(node_modules/(@nats-io|@clickhouse|pg|undici|fastify)/|^(node:)?(fs|net|http|https|child_process|timers)(/|$))',
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: { pathNot: '(\\.test\\.ts$|\\.config\\.ts$|\\.d\\.ts$|/test/)' },
      // That one holds types only: there is no module to find.
      to: { dependencyTypes: ['npm-no-pkg', 'unknown'], pathNot: '^@graphql-typed-document-node/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|\\.generated\\.|/generated/|^load-tests/scenarios/|^load-tests/peers/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.vue', '.mjs', '.js'],
    },
  },
};
