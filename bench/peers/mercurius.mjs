// Mercurius with its compiled queries and loaders, on hand-written SQL: about the least that a Node.js GraphQL
// server can do for the board.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DATABASE_POOL_SIZE),
});
const app = Fastify();
app.register(mercurius, {
  jit: 1,
  path: '/graphql',
  schema: `
    type Query { board(modelCode: String!, first: Int!): [BoardRow!]! }
    type BoardRow { rank: Int! score: String! provider: Provider! }
    type Provider { name: String! operators(first: Int!): [Operator!]! }
    type Operator { name: String! operatorCode: String! }`,
  resolvers: {
    Query: {
      board: async (_, { modelCode, first }) =>
        (
          await pool.query({
            name: 'board',
            text: `SELECT s.rank, s.score, s.provider_id AS "providerId"
                     FROM scoring_head h JOIN provider_score s ON s.run_id = h.run_id
                    WHERE s.model_code = $1 AND s.score IS NOT NULL
                    ORDER BY s.score DESC, s.provider_id LIMIT $2`,
            values: [modelCode, first],
          })
        ).rows,
    },
  },
  loaders: {
    BoardRow: {
      provider: async (queries) => {
        const { rows } = await pool.query({
          name: 'providers',
          text: 'SELECT id, name FROM provider WHERE id = ANY($1)',
          values: [queries.map(({ obj }) => obj.providerId)],
        });
        const byId = new Map(rows.map((row) => [row.id, row]));
        return queries.map(({ obj }) => byId.get(obj.providerId));
      },
    },
    Provider: {
      operators: async (queries) => {
        const { rows } = await pool.query({
          name: 'operators',
          text: `SELECT p.id AS "providerId", o.name, o."operatorCode"
                   FROM unnest($1::uuid[]) AS p(id) CROSS JOIN LATERAL (
                     SELECT o.name, o.operator_code AS "operatorCode"
                       FROM employment e JOIN operator o ON o.id = e.operator_id
                      WHERE e.provider_id = p.id AND e.employed_from <= current_date
                        AND (e.employed_to IS NULL OR e.employed_to >= current_date)
                      ORDER BY o.name, o.id LIMIT $2) o`,
          values: [queries.map(({ obj }) => obj.id), queries[0].params.first],
        });
        const byProvider = new Map(queries.map(({ obj }) => [obj.id, []]));
        for (const row of rows) byProvider.get(row.providerId).push(row);
        return queries.map(({ obj }) => byProvider.get(obj.id));
      },
    },
  },
});
process.send({ url: await app.listen({ port: 0, host: '127.0.0.1' }) });
