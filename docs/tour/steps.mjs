/**
 * The tour's steps, in order. `role` says who signs in for it; a step is a GraphQL operation, or `shell` with a
 * request made by curl. `keep` names values of the answer for later steps. docs/tour.md is printed from here with
 * the answers of a running demonstration: `npm run print:tour`.
 */
export const steps = [
  {
    title: 'Sign in',
    text: 'Every demonstration account has the password that `npm start` printed. The access token lasts 15 minutes; send it as `Authorization: Bearer …`. Each step below says who signs in for it.',
    role: null,
    query: `mutation SignIn($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    session { accessToken }
    userErrors { code message }
  }
}`,
    variables: ({ password }) => ({ email: 'ranking-manager@demo.caopan.example', password }),
    show: ({ signIn }) => ({
      signIn: { ...signIn, session: { accessToken: 'eyJhbGciOiJIUzI1NiIs…' } },
    }),
  },
  {
    title: 'Where the ranking stands',
    text: 'The board of the eleven-module model: who ranks first, on how much evidence, with whom.',
    role: 'ranking-manager',
    query: `{
  board(modelCode: "eleven-module", first: 3) {
    totalCount
    nodes {
      rank score coverage
      forces { force score }
      provider { id name operators(first: 3) { name } }
    }
  }
}`,
    keep: ({ board }) => ({ leaderId: board.nodes[0].provider.id }),
  },
  {
    title: 'A provider looks at its engagements',
    text: 'The provider’s owner sees its own company’s, and nobody else’s.',
    role: 'provider-owner',
    query: `{
  engagements(first: 2, orderBy: NEWEST) {
    totalCount
    nodes { id status startedOn endedOn targetGmv merchant { id name } operators { id name } }
  }
}`,
  },
  {
    title: 'It proposes the next one',
    text: 'To the demonstration’s merchant, with an operator it employs. Nothing holds until the other side agrees.',
    role: 'provider-owner',
    query: `mutation Propose($input: ProposeEngagementInput!) {
  proposeEngagement(input: $input) {
    engagement { id status version merchant { name } operators { name } }
    userErrors { code message path }
  }
}`,
    variables: ({ merchantId, operatorId, today, inThirtyDays }) => ({
      input: {
        merchantId,
        operatorIds: [operatorId],
        scopeModules: ['PLANNING_BIG_SESSIONS', 'FLOOR_CONTROL_GIFTS'],
        startedOn: today,
        endedOn: inThirtyDays,
        targetGmv: '800000.00',
        fee: '30000.00',
      },
    }),
    keep: ({ proposeEngagement: { engagement } }) => ({
      engagementId: engagement.id,
      engagementVersion: engagement.version,
    }),
  },
  {
    title: 'The merchant accepts',
    text: 'Both sides have now agreed to the same terms; the engagement is active because its term has begun.',
    role: 'merchant-owner',
    query: `mutation Accept($input: AcceptEngagementInput!) {
  acceptEngagement(input: $input) {
    engagement { status acceptedAt }
    userErrors { code message path }
  }
}`,
    variables: ({ engagementId, engagementVersion }) => ({
      input: { engagementId, expectedVersion: engagementVersion },
    }),
  },
  {
    title: 'The provider claims a live session before it starts',
    text: 'It names the session, the operator and a target. It cannot type GMV in: only the feed says what was sold.',
    role: 'provider-owner',
    query: `mutation Claim($input: ClaimOperatedSessionInput!) {
  claimOperatedSession(input: $input) {
    operatedSession { id state inTime plannedStart sessionCode }
    userErrors { code message path }
  }
}`,
    variables: ({ engagementId, operatorId, sessionCode, sessionStart, sessionEnd }) => ({
      input: {
        engagementId,
        operatorId,
        sessionCode,
        plannedStart: sessionStart,
        plannedEnd: sessionEnd,
        targetGmv: '40000.00',
        clientReference: `tour-${sessionCode}`,
      },
    }),
    keep: ({ claimOperatedSession }) => ({
      operatedSessionId: claimOperatedSession.operatedSession.id,
    }),
  },
  {
    title: 'The platform’s feed reports the session',
    text: 'CSV, straight into the pipeline: plain or gzip, of any size. The second row names a merchant that nobody knows. (Machines use `Authorization: ApiKey …`; administrators may load too.)',
    role: 'administrator',
    upload: {
      dataset: 'sessions',
      rows: ({ sessionCode, merchantCode, sessionStart, sessionEnd }) => [
        'session_code,merchant_code,started_at,ended_at,target_gmv,paid_gmv,refunded_gmv,orders,buyers,new_buyers,exposures,entries,watch_minutes,peak_viewers,average_viewers,reservations,fans_gained,ad_spend,ad_gmv,top_buyer_gmv',
        `${sessionCode},${merchantCode},${sessionStart},${sessionEnd},40000.00,52310.50,1210.00,688,602,310,91000,9400,15800.00,1210,640.00,420,233,3100.00,11800.00,2180.00`,
        `${sessionCode}X,M9999999,${sessionStart},${sessionEnd},40000.00,100.00,0.00,1,1,0,10,2,3.00,2,1.00,0,0,0.00,0.00,100.00`,
      ],
    },
    keep: ({ jobId }) => ({ feedJobId: jobId }),
  },
  {
    title: 'What became of the file',
    text: 'One row landed; one was refused, and can be downloaded with its line, column and reason at `GET /feed/loads/{id}/rejects.csv`.',
    role: 'administrator',
    waitFor: ({ feedJob }) => feedJob.state === 'SUCCEEDED' || feedJob.state === 'FAILED',
    query: `query Load($jobId: ID!) {
  feedJob(jobId: $jobId) {
    state step
    load { dataset rows inserted superseded unchanged rejected loadNumber }
  }
}`,
    variables: ({ feedJobId }) => ({ jobId: feedJobId }),
  },
  {
    title: 'The claim is verified',
    text: 'The feed holds the session, its merchant and its times fit the claim: no person had to say so.',
    role: 'provider-owner',
    waitFor: ({ operatedSession }) => operatedSession.state !== 'CLAIMED',
    query: `query Verified($id: ID!) {
  operatedSession(id: $id) { state inTime verifiedAt sessionCode startedAt operator { name } }
}`,
    variables: ({ operatedSessionId }) => ({ id: operatedSessionId }),
  },
  {
    title: 'Staff rescore everyone',
    text: 'A run reads one consistent state of the feed and stays a draft until somebody applies it.',
    role: 'ranking-manager',
    query: `mutation Rescore($cutoff: Date!) {
  startScoringRun(input: { cutoff: $cutoff }) {
    run { id state cutoff loadNumber models { code version } }
    userErrors { code message path }
  }
}`,
    variables: ({ cutoff }) => ({ cutoff }),
    keep: ({ startScoringRun: { run } }) => ({ runId: run.id }),
  },
  {
    title: 'The draft is ready',
    text: 'Its result hash repeats to the digit: `npm run cli -- scoring verify RUN_ID` recomputes it from the rows as of that load, also after later corrections.',
    role: 'ranking-manager',
    waitFor: ({ scoringRun }) => scoringRun.state !== 'COMPUTING',
    query: `query Draft($id: ID!) {
  scoringRun(id: $id) { state providers resultSha256 applied }
}`,
    variables: ({ runId }) => ({ id: runId }),
  },
  {
    title: 'Apply it',
    text: 'One switch; the earlier run stays and can be applied again.',
    role: 'ranking-manager',
    query: `mutation Apply($runId: ID!) {
  applyScoringRun(input: { runId: $runId }) { run { applied } userErrors { code message } }
}`,
    variables: ({ runId }) => ({ runId }),
  },
  {
    title: 'Open a score',
    text: 'Force, module, indicator: the raw value, the sample, the peers, the points. Contributions add up to score − reference.',
    role: 'ranking-manager',
    query: `query Why($providerId: ID!) {
  providerScore(providerId: $providerId, modelCode: "eleven-module") {
    score rank reference coverage peerGroup
    forces {
      force score contribution
      modules { code score contribution indicators { code status raw sessions merchants normalised contribution } }
    }
  }
}`,
    variables: ({ leaderId }) => ({ providerId: leaderId }),
    show: ({ providerScore }) => ({
      providerScore: {
        ...providerScore,
        forces: providerScore.forces.slice(0, 1).concat(['… four more forces']),
      },
    }),
  },
  {
    title: 'Down to the rows',
    text: 'The live sessions behind one indicator.',
    role: 'ranking-manager',
    query: `query Rows($providerId: ID!) {
  providerScore(providerId: $providerId, modelCode: "eleven-module") {
    sessions(indicatorCode: "click_through_rate", first: 2) {
      totalCount
      nodes { sessionCode startedAt exposures entries paidGmv }
    }
  }
}`,
    variables: ({ leaderId }) => ({ providerId: leaderId }),
  },
  {
    title: 'What a stranger sees',
    text: 'The merchant may not open the provider’s score. Refusals name the permission, so that nobody has to guess.',
    role: 'merchant-owner',
    query: `query NotMine($providerId: ID!) {
  providerScore(providerId: $providerId, modelCode: "eleven-module") { score }
}`,
    variables: ({ leaderId }) => ({ providerId: leaderId }),
    refused: true,
  },
  {
    title: 'Who changed what',
    text: 'Every change above is on record, written in the same transaction as the change.',
    role: 'administrator',
    query: `query History($id: ID!) {
  auditEntries(objectId: $id, first: 5) {
    nodes { occurredAt actorRole action before after reason }
  }
}`,
    variables: ({ engagementId }) => ({ id: engagementId }),
  },
];
