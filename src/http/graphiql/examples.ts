export interface Example {
  /** Who can run it. */
  readonly role: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The tabs that GraphiQL opens with; a test holds each against the schema. */
export const examples: readonly Example[] = [
  {
    role: 'anyone: start here',
    query: `mutation SignIn($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    session { accessToken membership { role organisation } }
    userErrors { code message path }
  }
}`,
    variables: {
      email: 'ranking-manager@demo.caopan.example',
      password: 'seven lanterns by the canal',
    },
  },
  {
    role: 'anyone who is signed in',
    query: `query Board {
  board(modelCode: "eleven-module", first: 20) {
    totalCount
    nodes {
      rank score coverage
      forces { force score }
      provider { id name operators(first: 3) { id name } }
    }
  }
}`,
  },
  {
    role: 'a ranking manager',
    query: `mutation Rescore($cutoff: Date!) {
  startScoringRun(input: { cutoff: $cutoff }) {
    run { id jobId state cutoff loadNumber }
    userErrors { code message path }
  }
}`,
    variables: { cutoff: '2026-10-31' },
  },
  {
    role: 'a reviewer',
    query: `query Reviews {
  reviewQueue(first: 10) {
    totalCount
    nodes {
      id kind state dueOn overdue ageDays
      provider { id name focus mainCategoryCode }
      submission { content { legalName cases { merchantName description } } documents { kind expiresOn } }
      verdicts { code status since bitesOn }
      opinions { step outcome reason }
    }
  }
}`,
  },
  {
    role: 'a provider’s owner',
    query: `query OurWork {
  engagements(first: 10, orderBy: NEWEST) {
    totalCount
    nodes { id status startedOn endedOn targetGmv merchant { name } operators { name } }
  }
  operatedSessions(first: 10) {
    nodes { state inTime plannedStart sessionCode mismatchReason operator { name } }
  }
}`,
  },
  {
    role: 'a merchant’s owner',
    query: `query OurRooms {
  engagements(first: 10) { nodes { id status provider { name } operators { name } } }
  operatedSessions(first: 10) { nodes { state plannedStart operator { name } } }
}`,
  },
  {
    role: 'an operator',
    query: `query MySessions {
  operatedSessions(first: 20) {
    totalCount
    nodes { state inTime plannedStart startedAt merchant { name } }
  }
}`,
  },
  {
    role: 'an administrator',
    query: `query WhatHappened {
  feedLoads(first: 10) { nodes { dataset state rows inserted superseded rejected loadNumber } }
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
  {
    role: 'anyone',
    query: `query IsItReal($numberOrToken: String!) {
  verifyCertificate(numberOrToken: $numberOrToken) { outcome message }
}`,
    variables: { numberOrToken: 'CP-…' },
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
