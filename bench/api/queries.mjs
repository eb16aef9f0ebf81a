/**
 * The queries that are measured. To add one, add an entry: the SQL it is held against is recorded from the
 * API itself. `variables` gets the ids that `seed.mjs` has put in place.
 */
export const queries = [
  {
    name: 'providers: top 20 with three operators each',
    query: `query ($first: Int!) {
      providers(first: $first, orderBy: NAME) {
        nodes { id providerCode name focus state admittedOn operators(first: 3) { id name operatorCode } }
        pageInfo { hasNextPage endCursor } } }`,
    variables: () => ({ first: 20 }),
  },
  {
    name: 'providers: top 20, filtered and counted',
    query: `query ($filter: ProviderFilter) {
      providers(first: 20, filter: $filter) { totalCount nodes { id name state } } }`,
    variables: () => ({ filter: { states: ['ADMITTED'], focus: 'MCN' } }),
  },
  {
    name: 'provider: one by its id',
    query: `query ($id: ID!) { provider(id: $id) { id name introduction state operators(first: 3) { name } } }`,
    variables: ({ providerId }) => ({ id: providerId }),
  },
  {
    name: 'audit: the latest 20 changes',
    query: `{ auditEntries(first: 20) { nodes { id occurredAt actor action objectId before after } } }`,
    variables: () => ({}),
  },
  {
    name: 'categories: the whole list',
    query: '{ categories { code nameZh nameEn parentCode } }',
    variables: () => ({}),
  },
];
