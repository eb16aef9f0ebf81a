import { StandingCheckService } from '../../src/modules/admission/standing-check.service.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import {
  addDays,
  businessDateOf,
  startOfBusinessDate,
} from '../../src/modules/platform/kernel/business-date.js';
import { newId, parsePublicId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { addStaff, mutate, upload } from '../support/admission-fixture.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { insertRow } from '../support/insert-row.js';
import { addOperator } from '../support/registry.js';

/** One company from its registration to its admission, as its people and reviewers do it. */
describe('a company on its way to admission', () => {
  let application: TestApplication;
  let reviewers: (TestCaller & { accountId: string })[];
  let owner: TestCaller;
  let providerUuid: string;
  let applicationId: string;
  const today = businessDateOf(new Date());
  const cases = [
    {
      merchantName: '青禾女装',
      categoryCode: 'apparel.womens',
      startedOn: '2025-03-01',
      description: '三个月从冷启动到腰部。',
    },
  ];

  beforeAll(async () => {
    application = await TestApplication.start();
    reviewers = [
      await addStaff(application, 'REVIEWER'),
      await addStaff(application, 'REVIEWER'),
      await addStaff(application, 'ADMINISTRATOR'),
    ];
  });
  afterAll(() => application.stop());

  const checklist = async (headers: Record<string, string> = {}) =>
    (
      await application.graphql(
        owner,
        `{ admissionChecklist { stage next { actor by text }
             items { kind code status actor label } application { id version state dueOn } } }`,
        {},
        headers,
      )
    ).data.admissionChecklist;
  const missing = async () =>
    (await checklist()).items
      .filter(({ status }: { status: string }) => status === 'MISSING')
      .map(({ code }: { code: string }) => code);
  const addDocument = async (kind: string, expiresOn?: string) =>
    mutate(application, owner, 'addAdmissionDocument', 'document { id }', {
      kind,
      fileId: await upload(application, owner),
      ...(expiresOn && { expiresOn }),
    });
  const submit = async () => {
    const { version } = (await checklist()).application;
    return mutate(application, owner, 'submitAdmissionApplication', 'application { state }', {
      applicationId,
      expectedVersion: version,
    });
  };
  const openReview = async () => {
    const { data } = await application.graphql(
      reviewers[0]!,
      `{ reviewQueue(first: 10) { totalCount nodes {
           id state dueOn overdue ageDays assignedTo provider { name }
           submission { number content { legalName } documents { kind } contentHash }
           verdicts { code status } opinions { step outcome } } } }`,
    );
    expect(data.reviewQueue.totalCount).toBe(1);
    return data.reviewQueue.nodes[0];
  };
  const assigned = (review: { assignedTo: string }) =>
    reviewers.find(({ accountId }) => publicId('Account', accountId) === review.assignedTo)!;
  const opinion = async (outcome: string, more: Record<string, unknown> = {}) => {
    const review = await openReview();
    return mutate(
      application,
      assigned(review),
      'giveReviewOpinion',
      'review { id state outcome assignedTo }',
      {
        reviewId: review.id,
        outcome,
        reason: '资料与营业执照一致，案例属实。',
        ...more,
      },
    );
  };

  it('registers, and sees what admission needs of it', async () => {
    const { data } = await application.graphql(
      null,
      `mutation ($input: RegisterProviderInput!) { registerProvider(input: $input) {
         provider { id state } userErrors { code message } } }`,
      {
        input: {
          name: '杭州云帆电商服务',
          creditCode: '91330100799655058B',
          focus: 'BRAND',
          mainCategoryCode: 'apparel.womens',
          regionCode: 'zhejiang',
          owner: {
            email: 'owner@yunfan.example',
            name: '陆承远',
            password: 'nine grey herons at dusk',
          },
        },
      },
    );
    expect(data.registerProvider).toMatchObject({
      provider: { state: 'APPLIED' },
      userErrors: [],
    });
    const parsed = parsePublicId(data.registerProvider.provider.id);
    if (!parsed.ok) throw new Error(parsed.problem);
    providerUuid = parsed.uuid;
    owner = { role: 'PROVIDER_OWNER', providerId: providerUuid, accountId: newId() };
    const before = await checklist();
    expect(before).toMatchObject({ stage: 'NOT_STARTED', next: { actor: 'PROVIDER' } });
    const gates = before.items.map(({ code }: { code: string }) => code);
    expect(gates).toEqual([
      'CREDIT_CODE_VALID',
      'LICENCE_VALID',
      'DEPOSIT_PAID',
      'NOT_EXPELLED',
      'CASES_VERIFIED',
    ]);
  });

  it('starts an application, once', async () => {
    const start = () =>
      mutate(
        application,
        owner,
        'startAdmissionApplication',
        'application { id content { legalName } }',
        {},
      );
    const first = await start();
    expect(first).toMatchObject({
      application: { content: { legalName: '杭州云帆电商服务' } },
      userErrors: [],
    });
    applicationId = first.application.id;
    expect((await start()).userErrors).toMatchObject([{ code: 'ALREADY_OPEN' }]);
    expect(await missing()).toEqual([
      'CONTACT',
      'CASES',
      'BUSINESS_LICENCE',
      'BANK_ACCOUNT_CERTIFICATE',
      'BRAND_AUTHORISATION',
    ]);
  });

  it('is not taken before it is complete', async () => {
    expect((await submit()).userErrors).toMatchObject([
      { code: 'INCOMPLETE', message: expect.stringContaining('BUSINESS_LICENCE') },
    ]);
  });

  it('saves piece by piece, refusing what is wrong and what was changed meanwhile', async () => {
    const save = (expectedVersion: number, changes: Record<string, unknown>) =>
      mutate(application, owner, 'saveAdmissionApplication', 'application { version }', {
        applicationId,
        expectedVersion,
        ...changes,
      });
    const contacts = [{ name: '陆承远', role: '负责人', phone: '138-0013-8000' }];
    expect(await save(1, { contacts })).toMatchObject({ application: { version: 2 } });
    expect((await save(1, { cases })).userErrors).toMatchObject([
      { code: 'CHANGED_MEANWHILE', message: expect.stringContaining('version 2') },
    ]);
    expect((await save(2, { categoryCodes: ['moon'] })).userErrors).toMatchObject([
      { code: 'UNKNOWN_CODE', path: ['input', 'categoryCodes'] },
    ]);
    expect(await save(2, { cases })).toMatchObject({ application: { version: 3 } });
  });

  it('hands over documents: of the kinds that its focus asks for, with the day they expire', async () => {
    expect((await addDocument('BUSINESS_LICENCE')).userErrors).toMatchObject([
      { code: 'EXPIRY_MISSING' },
    ]);
    expect((await addDocument('BROKERAGE_LICENCE', '2030-01-01')).userErrors).toMatchObject([
      { code: 'UNKNOWN_KIND' },
    ]);
    expect((await addDocument('BUSINESS_LICENCE', '2036-01-01')).userErrors).toEqual([]);
    expect((await addDocument('BANK_ACCOUNT_CERTIFICATE')).userErrors).toEqual([]);
    expect((await addDocument('BRAND_AUTHORISATION', '2036-01-01')).userErrors).toEqual([]);
    expect(await missing()).toEqual([]);
    expect((await checklist({ 'accept-language': 'zh-CN' })).next).toEqual({
      actor: 'PROVIDER',
      by: null,
      text: '材料齐全，请提交。',
    });
  });

  it('submits; reviewers see what was submitted, and strangers see nothing', async () => {
    expect(await submit()).toMatchObject({ application: { state: 'UNDER_REVIEW' } });
    const review = await openReview();
    expect(review).toMatchObject({
      state: 'OPEN',
      dueOn: addDays(today, 3),
      overdue: false,
      ageDays: 0,
      provider: { name: '杭州云帆电商服务' },
      submission: { number: 1, documents: expect.arrayContaining([{ kind: 'BUSINESS_LICENCE' }]) },
    });
    expect(review.submission.contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect((await checklist()).next).toMatchObject({ actor: 'REVIEWER', by: addDays(today, 3) });

    const stranger = { role: 'PROVIDER_OWNER', providerId: newId() } as const;
    const { data } = await application.graphql(
      stranger,
      `query ($id: ID!) {
         admissionApplication(id: $id) { id }
         node(id: $id) { id }
         admissionApplications(first: 10) { totalCount edges { cursor } }
         providerStandings(first: 10) { totalCount edges { cursor } } }`,
      { id: applicationId },
    );
    expect(data).toEqual({
      admissionApplication: null,
      node: null,
      admissionApplications: { totalCount: 0, edges: [] },
      providerStandings: { totalCount: 0, edges: [] },
    });
    const foreign = await application.graphql(
      stranger,
      'query ($id: ID!) { admissionChecklist(providerId: $id) { stage } }',
      { id: publicId('Provider', providerUuid) },
    );
    expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('shows whom to ask in clear to the company only; reviewers are told one value for a reason', async () => {
    const CONTACTS = 'contacts { name role phone email sealed { name phone email } }';
    const own = await application.graphql(
      owner,
      `query ($id: ID!) { admissionApplication(id: $id) { content { ${CONTACTS} } } }`,
      { id: applicationId },
    );
    const [contact] = own.data.admissionApplication.content.contacts;
    expect(contact).toMatchObject({
      name: '陆承远',
      role: '负责人',
      phone: '13800138000',
      email: '',
    });
    const seen = await application.graphql(
      reviewers[0]!,
      `{ reviewQueue(first: 1) { nodes { submission { content { ${CONTACTS} } } } }
         admissionApplications(first: 1) { nodes { content { ${CONTACTS} } } } }`,
    );
    const masked = { name: '陆***', role: '负责人', phone: '138****8000', email: '' };
    expect(seen.data.admissionApplications.nodes[0].content.contacts).toMatchObject([masked]);
    const [submitted] = seen.data.reviewQueue.nodes[0].submission.content.contacts;
    expect(submitted).toMatchObject(masked);
    const reveal = { subjectId: applicationId, sealed: submitted.sealed.phone };
    const refused = await mutate(application, reviewers[0]!, 'revealPersonalData', 'value', {
      ...reveal,
      reason: '想看',
    });
    expect(refused.userErrors).toMatchObject([{ code: 'REASON_LENGTH' }]);
    const revealed = await mutate(application, reviewers[0]!, 'revealPersonalData', 'value', {
      ...reveal,
      reason: '致电联系人核实服务案例。',
    });
    expect(revealed).toMatchObject({ value: '13800138000', userErrors: [] });
    // Nowhere in clear: neither in what is kept nor in what is told of it.
    const { rows } = await application.sql.query<{ found: string }>(
      `SELECT 'application' AS found FROM admission_application a WHERE a::text ~ '13800138000|陆承远'
       UNION ALL SELECT 'submission' FROM application_submission s WHERE s::text ~ '13800138000|陆承远'
       UNION ALL SELECT action FROM audit_entry e WHERE e::text ~ '13800138000'
       UNION ALL SELECT kind FROM outbox_event o WHERE o::text ~ '13800138000|陆承远'`,
    );
    expect(rows).toEqual([]);
    const uuid = parsePublicId(applicationId);
    if (!uuid.ok) throw new Error(uuid.problem);
    await expect(
      application.sql.query(
        `UPDATE admission_application SET content = jsonb_set(content, '{contacts,0,phone}', '"13800138000"')
          WHERE id = $1`,
        [uuid.uuid],
      ),
    ).rejects.toThrow('admission_application_contacts_sealed');
  });

  it('stands in the queue that reviewers take to a spreadsheet, and nobody else', async () => {
    const get = async (caller: TestCaller) =>
      fetch(`${application.url}/reviews/queue.csv`, {
        headers: { authorization: `Bearer ${await application.tokenFor(caller)}` },
      });
    const response = await get(reviewers[0]!);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const review = await openReview();
    const [header, line, ...more] = (await response.text()).trimEnd().split('\r\n');
    expect(header).toMatch(/^due_on,overdue,age_days,/);
    expect(line).toContain(`${addDays(today, 3)},false,0,${today},ADMISSION,OPEN,,`);
    expect(line).toContain('杭州云帆电商服务');
    expect(line).toContain(`${review.assignedTo},`);
    expect(line!.endsWith(`,${review.id}`)).toBe(true);
    expect(more).toEqual([]);
    expect((await get(owner)).status).toBe(403);
  });

  it('is asked for one more document, and supplies it', async () => {
    const requests = [{ code: 'CASE_EVIDENCE', note: '请补充青禾女装的合作证明。' }];
    expect(await opinion('RETURN', { requests })).toMatchObject({
      review: { state: 'DECIDED', outcome: 'RETURN' },
    });
    const returned = await checklist();
    expect(returned).toMatchObject({
      stage: 'RETURNED',
      next: { actor: 'PROVIDER', by: addDays(today, 14) },
      items: expect.arrayContaining([
        expect.objectContaining({ kind: 'REQUEST', code: 'CASE_EVIDENCE' }),
      ]),
    });
    expect((await addDocument('CASE_EVIDENCE')).userErrors).toEqual([]);
    expect(await submit()).toMatchObject({ application: { state: 'UNDER_REVIEW' } });
    const review = await openReview();
    expect(review.submission).toMatchObject({ number: 2 });
  });

  it('is not admitted past a gate that is not passed', async () => {
    expect((await opinion('APPROVE')).userErrors).toMatchObject([
      { code: 'GATES_OPEN', message: expect.stringContaining('DEPOSIT_PAID, CASES_VERIFIED') },
    ]);
    await insertRow(application, 'deposit_entry', {
      provider_id: providerUuid,
      number: 1,
      kind: 'DEPOSIT',
      amount: '100000.00',
      booked_on: today,
      reference: 'B-1',
    });
    const review = await openReview();
    const answer = {
      reviewId: review.id,
      gate: 'CASES_VERIFIED',
      passed: true,
      note: '电话核实。',
    };
    const stranger = reviewers.find((one) => one !== assigned(review))!;
    expect(
      (await mutate(application, stranger, 'answerReviewGate', 'review { id }', answer)).userErrors,
    ).toMatchObject([{ code: 'NOT_ASSIGNED' }]);
    const fileIds = [await upload(application, assigned(review))];
    expect(
      (
        await mutate(application, assigned(review), 'answerReviewGate', 'review { id }', {
          ...answer,
          fileIds: [publicId('StoredFile', newId())],
        })
      ).userErrors,
    ).toMatchObject([{ code: 'FILE_UNKNOWN', path: ['input', 'fileIds', '0'] }]);
    expect(
      await mutate(
        application,
        assigned(review),
        'answerReviewGate',
        'review { gateAnswers { gate passed note evidence { id } } }',
        { ...answer, fileIds },
      ),
    ).toMatchObject({
      review: {
        gateAnswers: [{ gate: 'CASES_VERIFIED', passed: true, evidence: [{ id: fileIds[0] }] }],
      },
      userErrors: [],
    });
    // The proof is the reviewers': another of them may read it, the company may not.
    const read = async (caller: TestCaller) =>
      (
        await fetch(`${application.url}/files/${fileIds[0]}`, {
          headers: { authorization: `Bearer ${await application.tokenFor(caller)}` },
        })
      ).status;
    expect([await read(stranger), await read(owner)]).toEqual([200, 404]);
  });

  it('is admitted on probation by two different people', async () => {
    const first = assigned(await openReview());
    expect(await opinion('APPROVE')).toMatchObject({ review: { state: 'RECOMMENDED' } });
    const second = assigned(await openReview());
    expect(second.accountId).not.toBe(first.accountId);
    const review = await openReview();
    expect(
      (
        await mutate(application, first, 'giveReviewOpinion', 'review { id }', {
          reviewId: review.id,
          outcome: 'APPROVE',
          reason: '我自己再同意一次也可以吧？',
        })
      ).userErrors,
    ).toMatchObject([{ code: 'SAME_REVIEWER' }]);
    expect(await opinion('APPROVE')).toMatchObject({
      review: { state: 'DECIDED', outcome: 'APPROVE' },
    });
    const { data } = await application.graphql(
      owner,
      `{ provider(id: "${publicId('Provider', providerUuid)}") { state admittedOn }
         providerStanding { state nextState nextOn }
         notifications(first: 20) { nodes { kind } } }`,
    );
    expect(data.provider).toEqual({ state: 'ADMITTED', admittedOn: today });
    expect(data.providerStanding).toEqual({
      state: 'PROBATION',
      nextState: 'ADMITTED',
      nextOn: addDays(today, 90),
    });
    const kinds = data.notifications.nodes.map(({ kind }: { kind: string }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'admission.submitted',
        'admission.returned',
        'admission.admittedOnProbation',
      ]),
    );
  });

  it('is admitted when probation is over and every gate holds', async () => {
    const operator = await addOperator(application, '周子墨', providerUuid);
    await application.sql.query('INSERT INTO status_page VALUES (1) ON CONFLICT DO NOTHING');
    await insertRow(application, 'certificate', {
      operator_id: operator,
      level: 'SENIOR',
      name_display: 'MASKED',
      status_page: 1,
      status_index: 1,
      issued_on: '2025-01-01',
      valid_until: '2036-01-01',
    });
    const check = (day: string) =>
      application.nest
        .get(StandingCheckService)
        .run(systemContext('test', startOfBusinessDate(day)));
    const standing = async () =>
      (await application.graphql(owner, '{ providerStanding { state nextOn } }')).data
        .providerStanding;
    await check(addDays(today, 89));
    expect(await standing()).toMatchObject({ state: 'PROBATION' });
    await check(addDays(today, 90));
    expect(await standing()).toEqual({ state: 'ADMITTED', nextOn: null });
    const { data } = await application.graphql(
      owner,
      `{ standingTransitions(providerId: "${publicId('Provider', providerUuid)}", first: 5) {
           totalCount nodes { number fromState toState cause } } }`,
    );
    expect(data.standingTransitions).toEqual({
      totalCount: 2,
      nodes: [
        { number: 2, fromState: 'PROBATION', toState: 'ADMITTED', cause: 'TIME' },
        { number: 1, fromState: null, toState: 'PROBATION', cause: 'REVIEW' },
      ],
    });
    expect((await checklist()).next).toMatchObject({ actor: 'NOBODY' });
  });
});
