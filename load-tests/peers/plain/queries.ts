import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/** `@apollo/gateway` in `@apollo/server` as their documentation starts them; automatic persisted queries are its default. */
const [port = '', supergraph = ''] = process.argv.slice(2);

const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraph, 'utf8') });
await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { port: Number(port), host: '127.0.0.1' },
});
