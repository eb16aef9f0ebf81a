/**
 * The queries that are measured, and who asks. To add one, add an entry: the SQL it is held against is
 * recorded from the API itself. `variables` gets the public ids of `subjects.mjs`.
 */
export const queries = [
  {
    name: 'providers, 20 with 3 operators each',
    caller: 'staff',
    query: `{ providers(first: 20) {
      nodes { id providerCode name focus state admittedOn operators(first: 3) { id name operatorCode } }
      pageInfo { hasNextPage endCursor } } }`,
    variables: () => ({}),
  },
  {
    name: 'provider by id, with operators',
    caller: 'merchant',
    query: `query ($id: ID!) { provider(id: $id) {
      id name introduction focus state admittedOn operators(first: 3) { id name } } }`,
    variables: ({ providerId }) => ({ id: providerId }),
  },
  {
    name: 'board, 20 with 3 operators each',
    caller: 'merchant',
    query: `{ board(modelCode: "eleven-module", first: 20) { nodes {
      rank score newcomer forces { force score }
      provider { id name operators(first: 3) { id name operatorCode } } } } }`,
    variables: () => ({}),
  },
  {
    name: 'score explained down to indicators',
    caller: 'provider',
    query: `query ($id: ID!) { providerScore(providerId: $id, modelCode: "eleven-module") {
      score rank coverage peerGroup reference cutoff loadNumber
      movement { change previousScore previousRank }
      gates { code label state value }
      forces { force label score weight contribution coverage
        modules { code label score weight contribution coverage
          indicators { code label raw treated shrunken normalised weight contribution status
                       sessions merchants percentile peers { p5 median p95 } } } } } }`,
    variables: ({ providerId }) => ({ id: providerId }),
  },
  {
    name: 'engagements of a provider, 20',
    caller: 'provider',
    query: `{ engagements(first: 20) { nodes {
      id engagementCode status startedOn endedOn targetGmv fee
      merchant { id name merchantCode } operators { id name } }
      pageInfo { hasNextPage endCursor } } }`,
    variables: () => ({}),
  },
  {
    name: 'operated sessions of a provider, 20',
    caller: 'provider',
    query: `{ operatedSessions(first: 20) { nodes {
      id state sessionCode plannedStart plannedEnd claimedAt inTime
      merchant { id name } operator { id name } } pageInfo { hasNextPage endCursor } } }`,
    variables: () => ({}),
  },
  {
    name: 'operated sessions of a merchant, 20',
    caller: 'merchant',
    query: `{ operatedSessions(first: 20) { nodes {
      id state sessionCode startedAt endedAt inTime provider { id name } operator { id name } }
      pageInfo { hasNextPage endCursor } } }`,
    variables: () => ({}),
  },
  {
    name: 'merchants by category and name, 20',
    caller: 'provider',
    query: `query ($filter: MerchantFilterInput) { merchants(first: 20, filter: $filter) {
      nodes { id merchantCode name kind categoryCode regionCode joinedOn }
      pageInfo { hasNextPage endCursor } } }`,
    variables: ({ categoryCode, partOfName }) => ({
      filter: { categoryCode, nameContains: partOfName },
    }),
  },
  {
    name: 'service packages, 20 with provider',
    caller: 'merchant',
    query: `{ servicePackages(first: 20) { nodes {
      id title price priceUnit tiers modules provider { id name } }
      pageInfo { hasNextPage endCursor } } }`,
    variables: () => ({}),
  },
  {
    name: 'live sessions of a merchant, 20',
    caller: 'merchant',
    query: `query ($id: ID!, $from: Date!, $to: Date!) {
      liveSessions(merchantId: $id, from: $from, to: $to, first: 20, orderBy: NEWEST) { nodes {
        id sessionCode businessDate startedAt endedAt paidGmv refundedGmv orders buyers entries watchMinutes adSpend }
      pageInfo { hasNextPage endCursor } } }`,
    variables: ({ merchantId, from, to }) => ({ id: merchantId, from, to }),
  },
  {
    name: 'audit, the latest 20 changes',
    caller: 'staff',
    query:
      '{ auditEntries(first: 20) { nodes { id occurredAt actor action objectId before after } } }',
    variables: () => ({}),
  },
];
