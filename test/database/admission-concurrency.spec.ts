import { ApplicationService } from '../../src/modules/admission/application.service.js';
import { ReviewService } from '../../src/modules/admission/review.service.js';
import { ReviewRulingService } from '../../src/modules/admission/review-ruling.service.js';
import { StandingCheckService } from '../../src/modules/admission/standing-check.service.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import {
  addDays,
  businessDateOf,
  startOfBusinessDate,
} from '../../src/modules/platform/kernel/business-date.js';
import { newId } from '../../src/modules/platform/kernel/ids.js';
import { contextOf } from '../support/acting.js';
import { addMembership } from '../support/accounts.js';
import { addStaff } from '../support/admission-fixture.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { insertRow } from '../support/insert-row.js';
import { addProvider } from '../support/registry.js';

const reason = '资料与营业执照一致，案例属实。';
const content = {
  legalName: '测试公司',
  focus: 'MCN',
  categoryCodes: ['apparel.womens'],
  regionCodes: ['zhejiang'],
  contacts: [{ name: 'sealed:name', role: '', phone: 'sealed:phone', email: '' }],
  cases: [],
};

describe('admission under concurrency', () => {
  let application: TestApplication;
  let staff: (TestCaller & { accountId: string })[];
  const today = businessDateOf(new Date());

  beforeAll(async () => {
    application = await TestApplication.start();
    staff = [
      await addStaff(application, 'REVIEWER'),
      await addStaff(application, 'REVIEWER'),
      await addStaff(application, 'ADMINISTRATOR'),
    ];
  });
  afterAll(() => application.stop());

  const rows = async (text: string, values: unknown[] = []) =>
    (await application.sql.query(text, values)).rows;
  const applicant = async () => {
    const providerId = await addProvider(application, '新申请者');
    await application.sql.query(
      `UPDATE provider SET state = 'APPLIED', admitted_on = NULL WHERE id = $1`,
      [providerId],
    );
    return providerId;
  };
  /** An application under review that lacks nothing but what people say. */
  const underReview = async (assignedTo: string, state = 'OPEN') => {
    const providerId = await applicant();
    const applicationId = await insertRow(application, 'admission_application', {
      provider_id: providerId,
      number: 1,
      state: 'UNDER_REVIEW',
      submissions: 1,
      content: JSON.stringify(content),
    });
    await insertRow(application, 'application_submission', {
      application_id: applicationId,
      number: 1,
      content: JSON.stringify(content),
      documents: '[]',
    });
    const reviewId = await insertRow(application, 'review_case', {
      kind: 'ADMISSION',
      provider_id: providerId,
      application_id: applicationId,
      submission_number: 1,
      state,
      assigned_to: assignedTo,
    });
    return { providerId, applicationId, reviewId };
  };
  const opinions = (id: string) =>
    rows('SELECT step, account_id, outcome FROM review_opinion WHERE review_id = $1', [id]);

  it('keeps to one open application of a company, however many colleagues start one', async () => {
    const providerId = await applicant();
    const service = application.nest.get(ApplicationService);
    const starts = await Promise.all(
      [1, 2, 3, 4].map(() => service.start(contextOf({ role: 'PROVIDER_OWNER', providerId }), {})),
    );
    expect(starts.filter(({ ok }) => ok)).toHaveLength(1);
    for (const one of starts) if (!one.ok) expect(one.errors[0]!.code).toBe('ALREADY_OPEN');
    expect(
      await rows('SELECT state FROM admission_application WHERE provider_id = $1', [providerId]),
    ).toEqual([{ state: 'DRAFT' }]);
  });

  it('takes one opinion of a person for a step, when the same call comes twice at once', async () => {
    const { reviewId } = await underReview(staff[0]!.accountId);
    const service = application.nest.get(ReviewService);
    const give = () =>
      service.giveOpinion(contextOf(staff[0]!), reviewId, {
        outcome: 'REJECT',
        reason,
        requests: [],
      });
    const answers = await Promise.all([give(), give(), give()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await opinions(reviewId)).toHaveLength(1);
  });

  it('decides a case once, when two reviewers decide at the same time', async () => {
    const { reviewId, applicationId } = await underReview(staff[1]!.accountId, 'RECOMMENDED');
    await insertRow(application, 'review_opinion', {
      review_id: reviewId,
      step: 'FIRST',
      account_id: staff[0]!.accountId,
      outcome: 'REJECT',
    });
    const service = application.nest.get(ReviewService);
    const give = (person: TestCaller) =>
      service.giveOpinion(contextOf(person), reviewId, { outcome: 'REJECT', reason, requests: [] });
    const [second, other] = await Promise.all([
      give(staff[1]!),
      service
        .reassign(contextOf(staff[2]!), reviewId, staff[2]!.accountId, 'taken over')
        .then(() => give(staff[2]!)),
    ]);
    expect([second, other].filter(({ ok }) => ok)).toHaveLength(1);
    expect((await opinions(reviewId)).filter(({ step }) => step === 'SECOND')).toHaveLength(1);
    const moves = await rows(
      `SELECT to_state FROM application_transition WHERE application_id = $1`,
      [applicationId],
    );
    expect(moves).toEqual([{ to_state: 'REJECTED' }]);
  });

  it('either withdraws or decides, never both', async () => {
    const { reviewId, applicationId, providerId } = await underReview(
      staff[1]!.accountId,
      'RECOMMENDED',
    );
    await insertRow(application, 'review_opinion', {
      review_id: reviewId,
      step: 'FIRST',
      account_id: staff[0]!.accountId,
      outcome: 'REJECT',
    });
    const [decided, withdrawn] = await Promise.all([
      application.nest
        .get(ReviewService)
        .giveOpinion(contextOf(staff[1]!), reviewId, { outcome: 'REJECT', reason, requests: [] }),
      application.nest
        .get(ApplicationService)
        .withdraw(contextOf({ role: 'PROVIDER_OWNER', providerId }), applicationId, ''),
    ]);
    expect([decided.ok, withdrawn.ok].filter(Boolean)).toHaveLength(1);
    const [{ state }] = await rows('SELECT state FROM admission_application WHERE id = $1', [
      applicationId,
    ]);
    expect(state).toBe(decided.ok ? 'REJECTED' : 'WITHDRAWN');
    const [review] = await rows('SELECT state FROM review_case WHERE id = $1', [reviewId]);
    expect(review.state).toBe(decided.ok ? 'DECIDED' : 'CLOSED');
  });

  it('lets nobody review whom they belong or belonged to, not even when assigned', async () => {
    const former = await addStaff(application, 'REVIEWER');
    const { reviewId, providerId } = await underReview(former.accountId);
    const membershipId = newId();
    await addMembership(application, {
      membershipId,
      accountId: former.accountId,
      role: 'PROVIDER_MEMBER',
      providerId,
    });
    await application.sql.query(`UPDATE membership SET ended_at = now() WHERE id = $1`, [
      membershipId,
    ]);
    const service = application.nest.get(ReviewService);
    const given = await service.giveOpinion(contextOf(former), reviewId, {
      outcome: 'REJECT',
      reason,
      requests: [],
    });
    expect(given.ok ? '' : given.errors[0]!.code).toBe('CONFLICT');
    const taken = await service.reassign(contextOf(staff[0]!), reviewId, former.accountId, '');
    expect(taken.ok ? '' : taken.errors[0]!.code).toBe('CONFLICT');
    await application.sql.query('UPDATE membership SET ended_at = now() WHERE account_id = $1', [
      former.accountId,
    ]);
  });

  it('has one ruling under review of a provider, carried out by a second person', async () => {
    const providerId = await addProvider(application, '被裁定');
    await insertRow(application, 'provider_standing', {
      provider_id: providerId,
      state: 'ADMITTED',
      held_by: 'GATES',
      returns_to: 'ADMITTED',
      moves: 1,
    });
    const rulings = application.nest.get(ReviewRulingService);
    const proposed = await Promise.all(
      staff.map((person) =>
        rulings.propose(contextOf(person), { providerId, ruling: 'SUSPEND', reason }),
      ),
    );
    const [made] = proposed.filter(({ ok }) => ok);
    expect(proposed.filter(({ ok }) => ok)).toHaveLength(1);
    if (!made?.ok) throw new Error('nobody could propose');
    const second = staff.find(({ accountId }) => accountId === made.value.assignedTo)!;
    const decided = await application.nest
      .get(ReviewService)
      .giveOpinion(contextOf(second), made.value.id, { outcome: 'APPROVE', reason, requests: [] });
    expect(decided.ok).toBe(true);
    expect(await rows('SELECT state FROM provider WHERE id = $1', [providerId])).toEqual([
      { state: 'SUSPENDED' },
    ]);
    const people = (await opinions(made.value.id)).map(({ account_id }) => account_id);
    expect(new Set(people).size).toBe(2);
  });

  it('moves each standing once a day, whichever worker comes and however the clock jumps', async () => {
    const providerIds: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      const providerId = await addProvider(application, `试用${i}`);
      providerIds.push(providerId);
      // Without deposit or licence: fails, and is at risk after as many checks as the policy says.
      await insertRow(application, 'provider_standing', {
        provider_id: providerId,
        state: 'PROBATION',
        since: today,
        held_by: 'GATES',
        returns_to: 'PROBATION',
        probation_ends_on: addDays(today, 90),
        next_state: 'ADMITTED',
        next_on: addDays(today, 90),
        judged_from: today,
        moves: 1,
      });
    }
    const service = application.nest.get(StandingCheckService);
    const check = (day: number) =>
      service.run(systemContext('test', startOfBusinessDate(addDays(today, day))));
    // Three workers at once, again, back in time, and on.
    for (const day of [1, 1, 2, 0, 1, 3, 3, -4]) {
      await Promise.all([check(day), check(day), check(day)]);
    }
    const standings = () =>
      rows(
        `SELECT DISTINCT state, moves, failing_checks, last_checked_on::text AS checked FROM provider_standing
          WHERE provider_id = ANY($1)`,
        [providerIds],
      );
    expect(await standings()).toEqual([
      { state: 'AT_RISK', moves: 2, failing_checks: 0, checked: addDays(today, 3) },
    ]);
    // A jump over half a year is one day's evidence: the grace is over, and that is one move.
    await Promise.all([check(200), check(200)]);
    await check(200);
    expect(await standings()).toEqual([
      { state: 'SUSPENDED', moves: 3, failing_checks: 0, checked: addDays(today, 200) },
    ]);
    expect(
      await rows(
        `SELECT to_state, count(*)::int AS count FROM standing_transition
          WHERE provider_id = ANY($1) GROUP BY 1 ORDER BY 1`,
        [providerIds],
      ),
    ).toEqual([
      { to_state: 'AT_RISK', count: 12 },
      { to_state: 'SUSPENDED', count: 12 },
    ]);
    expect(
      await rows(
        `SELECT kind, count(*)::int AS count FROM notification
          WHERE subject_id = ANY($1) AND kind IN ('admission.atRisk', 'admission.suspended')
          GROUP BY 1 ORDER BY 1`,
        [providerIds],
      ),
    ).toEqual([
      { kind: 'admission.atRisk', count: 12 },
      { kind: 'admission.suspended', count: 12 },
    ]);
    expect(
      await rows('SELECT DISTINCT state FROM provider WHERE id = ANY($1)', [providerIds]),
    ).toEqual([{ state: 'SUSPENDED' }]);
  });

  it('lets a returned application lapse once, on the day after its last', async () => {
    const providerId = await applicant();
    const id = await insertRow(application, 'admission_application', {
      provider_id: providerId,
      number: 1,
      state: 'RETURNED',
      due_on: addDays(today, 300),
      content: JSON.stringify(content),
    });
    const service = application.nest.get(StandingCheckService);
    const check = (day: number) =>
      service.run(systemContext('test', startOfBusinessDate(addDays(today, day))));
    const state = async () =>
      (await rows('SELECT state FROM admission_application WHERE id = $1', [id]))[0].state;
    await check(300);
    expect(await state()).toBe('RETURNED');
    await Promise.all([check(301), check(301), check(301)]);
    expect(await state()).toBe('LAPSED');
    expect(
      await rows(`SELECT count(*)::int AS count FROM notification WHERE subject_id = $1`, [id]),
    ).toEqual([{ count: 1 }]);
  });
});
