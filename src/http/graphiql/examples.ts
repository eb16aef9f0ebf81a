export interface Example {
  /** Who can run it. */
  readonly role: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The tabs that GraphiQL opens with; a test holds each against the schema. */
export const examples: readonly Example[] = [
  {
    role: 'anyone',
    query: `query Categories {
  categories { code nameZh nameEn }
}`,
  },
  {
    role: 'anyone who is signed in',
    query: `query AdmittedProviders($first: Int!) {
  providers(first: $first, filter: { states: [ADMITTED] }, orderBy: NAME) {
    totalCount
    nodes { id providerCode name focus state operators(first: 3) { id name } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: { first: 20 },
  },
  {
    role: 'a reviewer',
    query: `mutation AdmitProvider($input: ChangeProviderStateInput!) {
  changeProviderState(input: $input) {
    provider { id name state admittedOn }
    userErrors { code message path }
  }
}`,
    variables: {
      input: { providerId: 'prov_…', to: 'ADMITTED', reason: 'Documents complete and valid.' },
    },
  },
  {
    role: 'an administrator',
    query: `query LatestChanges {
  auditEntries(first: 20) {
    nodes { occurredAt actor actorRole action objectId before after reason }
  }
}`,
  },
  {
    role: 'whoever started the job',
    query: `subscription FollowJob($jobId: ID!) {
  jobProgress(jobId: $jobId) { state progress step result errorMessage }
}`,
    variables: { jobId: 'job_…' },
  },
];

/** The example as a tab's text. The first comment says who can run it and how to sign in. */
export function tabOf({ role, query, variables }: Example) {
  return {
    query: `# For ${role}. Sign in by setting the header below to the access token of signIn.\n${query}\n`,
    variables: JSON.stringify(variables ?? {}, null, 2),
    headers: JSON.stringify({ authorization: '' }, null, 2),
  };
}
