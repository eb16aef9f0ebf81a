import type { Command } from './command.js';

export const schemaCommand: Command = {
  summary: 'print the GraphQL schema (SDL)',
  async run() {
    // Loaded here, because the other commands start faster without all the modules.
    const { features } = await import('../app.module.js');
    const { GraphqlModule } = await import('../graphql/graphql.module.js');
    const { schemaTextOf } = await import('../graphql/printed-schema.js');
    process.stdout.write(await schemaTextOf([GraphqlModule, ...features]));
    return 0;
  },
};
