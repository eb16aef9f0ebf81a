import fc from 'fast-check';
import { EngagementsModule } from '../../src/modules/engagements/index.js';
import { SessionAnswerService } from '../../src/modules/engagements/session-answer.service.js';
import { SessionVerificationService } from '../../src/modules/engagements/session-verification.service.js';
import { sessionAnswers } from '../../src/modules/engagements/domain/session-answer.js';
import { systemContext } from '../../src/modules/platform/context/request-context.js';
import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { FREEZE_SUBJECTS } from '../../src/modules/scoring/evidence.sql.js';
import { addAccount, addMembership } from '../support/accounts.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { EngagementWorld } from '../support/engagement-world.js';
import { insertRow } from '../support/insert-row.js';
import { countStatements } from '../support/statement-counter.js';

const DAY = 86_400_000;
const CONFIRM = `mutation ($ids: [ID!]!) { confirmOperatedSessions(operatedSessionIds: $ids) {
  results { operatedSessionId operatedSession { answer } userErrors { code } } userErrors { code path } } }`;
const DISPUTE = `mutation ($input: DisputeOperatedSessionInput!) { disputeOperatedSession(input: $input) {
  dispute { id state answerDueAt } userErrors { code } } }`;
const ANSWER = `mutation ($input: AnswerSessionDisputeInput!) { answerSessionDispute(input: $input) {
  dispute { state providerStatement } userErrors { code } } }`;
const SETTLE = `mutation ($input: SettleSessionDisputeInput!) { settleSessionDispute(input: $input) {
  dispute { state decisionReason } userErrors { code } } }`;

describe('what becomes of a verified session', () => {
  let application: TestApplication;
  let world: EngagementWorld;
  let verification: SessionVerificationService;
  let answers: SessionAnswerService;
  let hour = 0;

  beforeAll(async () => {
    application = await TestApplication.start();
    world = new EngagementWorld(application.sql);
    const engagements = application.nest.select(EngagementsModule);
    verification = engagements.get(SessionVerificationService);
    answers = engagements.get(SessionAnswerService);
  }, 30_000);
  afterAll(() => application.stop());

  type Pair = Awaited<ReturnType<EngagementWorld['pair']>>;
  const merchantOf = ({ merchantId }: Pair) => ({ role: 'MERCHANT_OWNER', merchantId }) as const;
  const providerOf = ({ providerId }: Pair) => ({ role: 'PROVIDER_MEMBER', providerId }) as const;
  const reviewer = { role: 'REVIEWER' } as const;

  /** A claim that the feed has verified at `now`. Returns its id, its code and its start. */
  async function verified(pair: Pair) {
    const id = newId();
    const code = `S-${id}`;
    const start = new Date(Date.parse('2026-03-01T00:00:00Z') + (hour += 4) * 3_600_000);
    await application.sql.query(
      `INSERT INTO operated_session (id, provider_id, merchant_id, engagement_id, operator_id,
              client_reference, session_code, planned_start, planned_end, state, claimed_at, in_time,
              policy_version)
       VALUES ($1::uuid, $2, $3, $4, $5, $1::text, $6, $7::timestamptz, $7::timestamptz + interval '2 hours',
               'CLAIMED', $7::timestamptz - interval '1 day', true, 1)`,
      [id, pair.providerId, pair.merchantId, pair.engagementId, pair.operatorId, code, start],
    );
    await feed(pair, code, start);
    return { id, code, start, publicId: publicId('OperatedSession', id) };
  }

  async function feed({ merchantId }: Pair, code: string, startedAt: Date): Promise<string> {
    const loadNumber = await world.feedSession({ merchantId, code, startedAt });
    await verification.afterLoad({ loadNumber, firstDate: null, lastDate: null });
    return loadNumber;
  }

  async function send(caller: TestCaller, query: string, variables: object) {
    const { data, errors } = await application.graphql(caller, query, { ...variables });
    expect(errors).toBeUndefined();
    return Object.values(data)[0];
  }

  async function answerOf(id: string): Promise<string> {
    const { rows } = await application.sql.query<{ answer: string }>(
      'SELECT answer FROM operated_session WHERE id = $1',
      [id],
    );
    return rows[0]!.answer;
  }

  async function stepsOf(id: string): Promise<string[]> {
    const { rows } = await application.sql.query<{ step: string }>(
      `SELECT from_answer || ' ' || to_answer AS step FROM operated_session_answer
        WHERE operated_session_id = $1 ORDER BY number`,
      [id],
    );
    return rows.map(({ step }) => step);
  }

  async function raise(pair: Pair, session: { publicId: string }) {
    const input = {
      operatedSessionId: session.publicId,
      grounds: 'OTHER_OPERATOR',
      statement: '当晚操盘的是我们自己的同事，并非该操盘手。',
    };
    return send(merchantOf(pair), DISPUTE, { input });
  }

  async function overdue(disputeId: string): Promise<void> {
    await application.sql.query(
      `UPDATE session_dispute SET answer_due_at = now() - interval '1 minute' WHERE raised_at =
         (SELECT max(raised_at) FROM session_dispute) AND $1 <> ''`,
      [disputeId],
    );
  }

  it('is asked about when verified, and confirmed by its merchant, many at once', async () => {
    const pair = await world.pair();
    const sessions = [await verified(pair), await verified(pair), await verified(pair)];
    const other = await verified(await world.pair());
    const ids = [...sessions, other].map((session) => session.publicId);
    const waiting = await send(
      merchantOf(pair),
      '{ operatedSessions(first: 9, filter: { awaitsAnswer: true }) { nodes { answer answerDueAt } } }',
      {},
    );
    expect(waiting.nodes).toHaveLength(3);
    const due = Date.parse(waiting.nodes[0].answerDueAt);
    expect(Math.abs(due - Date.now() - 7 * DAY)).toBeLessThan(60_000);

    const { results, userErrors } = await send(merchantOf(pair), CONFIRM, { ids });
    expect(
      results.map(
        (result: { operatedSession?: { answer: string } }) => result.operatedSession?.answer,
      ),
    ).toEqual(['CONFIRMED', 'CONFIRMED', 'CONFIRMED', undefined]);
    expect(userErrors).toEqual([{ code: 'NOT_FOUND', path: ['operatedSessionIds', '3'] }]);
    expect(await answerOf(other.id)).toBe('OPEN');
    // Again, at once and together: nothing changes.
    const again = () => send(merchantOf(pair), CONFIRM, { ids: ids.slice(0, 3) });
    for (const { userErrors: none } of await Promise.all([again(), again()]))
      expect(none).toEqual([]);
    expect(await stepsOf(sessions[0]!.id)).toEqual(['OPEN CONFIRMED']);
    const { rows } = await application.sql.query(
      `SELECT kind, done_at IS NOT NULL AS done FROM notification WHERE subject_id = $1 ORDER BY id`,
      [sessions[0]!.id],
    );
    expect(rows).toEqual([
      { kind: 'operated-sessions.verified', done: true },
      { kind: 'operated-sessions.confirmed', done: false },
    ]);
  });

  it('is confirmed in a number of statements that does not depend on the number of sessions', async () => {
    const pair = await world.pair();
    const sessions: string[] = [];
    for (let index = 0; index < 6; index += 1) sessions.push((await verified(pair)).publicId);
    const one = await countStatements(() =>
      send(merchantOf(pair), CONFIRM, { ids: sessions.slice(0, 1) }),
    );
    const five = await countStatements(() =>
      send(merchantOf(pair), CONFIRM, { ids: sessions.slice(1) }),
    );
    expect(five.statements).toHaveLength(one.statements.length);
  });

  it('is confirmed by silence once, whichever worker comes, and not a moment too early', async () => {
    const run = (at: number) =>
      answers.confirmSilent(systemContext('schedule:silence', new Date(at)));
    await run(Date.now() + 8 * DAY);
    const pair = await world.pair();
    const sessions = [];
    for (let index = 0; index < 12; index += 1) sessions.push(await verified(pair));
    const [spoken, ...silent] = sessions;
    await send(merchantOf(pair), CONFIRM, { ids: [spoken!.publicId] });
    expect(await run(Date.now() + 7 * DAY - 120_000)).toBe(0);
    // Six workers, clocks apart, one of them far behind and one that comes twice.
    const now = Date.now() + 7 * DAY + 60_000;
    const counts = await Promise.all(
      [0, 1, 2, 3].map((minutes) => run(now + minutes * 60_000)).concat(run(0), run(now)),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(silent.length);
    expect(await run(now + DAY)).toBe(0);
    expect(await answerOf(spoken!.id)).toBe('CONFIRMED');
    for (const { id } of silent) expect(await stepsOf(id)).toEqual(['OPEN CONFIRMED_BY_SILENCE']);
    const { rows } = await application.sql.query(
      `SELECT count(*)::int FROM notification
        WHERE kind = 'operated-sessions.confirmed_by_silence' AND recipient = $1`,
      [`provider:${pair.providerId}`],
    );
    expect(rows).toEqual([{ count: silent.length }]);
    // A merchant's word is worth more than its silence, also afterwards.
    await send(merchantOf(pair), CONFIRM, { ids: [silent[0]!.publicId] });
    expect(await answerOf(silent[0]!.id)).toBe('CONFIRMED');
  });

  it('is disputed with reasons, answered, and settled by staff who never belonged to a party', async () => {
    const pair = await world.pair();
    const session = await verified(pair);
    const { dispute } = await raise(pair, session);
    expect(dispute).toMatchObject({ state: 'RAISED' });
    expect((await raise(pair, session)).userErrors).toEqual([{ code: 'ANSWERED' }]);
    const confirm = await send(merchantOf(pair), CONFIRM, { ids: [session.publicId] });
    expect(confirm.userErrors).toMatchObject([{ code: 'ANSWERED' }]);

    const settle = {
      disputeId: dispute.id,
      ruling: 'REJECTED',
      reason: '排班表与后台登录记录一致。',
    };
    const early = await send(reviewer, SETTLE, { input: settle });
    expect(early.userErrors).toEqual([{ code: 'NOT_HEARD' }]);
    const reply = { disputeId: dispute.id, statement: '附当晚排班表与后台登录记录。' };
    const stranger = await world.pair();
    const foreign = await send(providerOf(stranger), ANSWER, { input: reply });
    expect(foreign.userErrors).toEqual([{ code: 'NOT_FOUND' }]);
    const answered = await send(providerOf(pair), ANSWER, { input: reply });
    expect(answered.dispute).toMatchObject({ state: 'ANSWERED' });
    const twice = await send(providerOf(pair), ANSWER, { input: reply });
    expect(twice.userErrors).toEqual([{ code: 'ANSWERED' }]);

    const former = await addAccount(application, 'REVIEWER');
    await addMembership(application, {
      membershipId: newId(),
      accountId: former.accountId,
      role: 'PROVIDER_MEMBER',
      providerId: pair.providerId,
    });
    await application.sql.query(
      'UPDATE membership SET ended_at = now() WHERE account_id = $1 AND provider_id IS NOT NULL',
      [former.accountId],
    );
    const partial = { role: 'REVIEWER', accountId: former.accountId } as const;
    const biased = await send(partial, SETTLE, { input: settle });
    expect(biased.userErrors).toEqual([{ code: 'PARTIAL' }]);
    const settled = await send(reviewer, SETTLE, { input: settle });
    expect(settled.dispute).toMatchObject({ state: 'REJECTED' });
    expect(await answerOf(session.id)).toBe('DISPUTE_REJECTED');
    const { rows } = await application.sql.query<{ recipient: string }>(
      `SELECT recipient FROM notification WHERE kind = 'operated-sessions.dispute_rejected'
          AND subject_id = $1 ORDER BY 1`,
      [session.id],
    );
    expect(rows.map(({ recipient }) => recipient)).toEqual([
      `merchant:${pair.merchantId}`,
      `provider:${pair.providerId}`,
    ]);
  });

  it('has one decision when staff settle at the same moment, and the provider too late', async () => {
    for (let round = 0; round < 3; round += 1) {
      const pair = await world.pair();
      const session = await verified(pair);
      const { dispute } = await raise(pair, session);
      await overdue(dispute.id);
      const late = { disputeId: dispute.id, statement: '我们不同意，请看记录。' };
      expect((await send(providerOf(pair), ANSWER, { input: late })).userErrors).toEqual([
        { code: 'TOO_LATE' },
      ]);
      const rulings = ['UPHELD', 'REJECTED', 'UPHELD', 'REJECTED'].map((ruling) =>
        send(reviewer, SETTLE, {
          input: { disputeId: dispute.id, ruling, reason: '依据在案记录作出裁定。' },
        }),
      );
      const won = (await Promise.all(rulings)).filter(({ userErrors }) => !userErrors.length);
      expect(won).toHaveLength(1);
      expect(await answerOf(session.id)).toBe(`DISPUTE_${won[0].dispute.state}`);
      expect(await stepsOf(session.id)).toHaveLength(2);
    }
  });

  it('has one answer when confirming, disputing and silence meet', async () => {
    for (let round = 0; round < 5; round += 1) {
      const pair = await world.pair();
      const session = await verified(pair);
      const silence = systemContext('schedule:silence', new Date(Date.now() + 8 * DAY));
      await Promise.all([
        send(merchantOf(pair), CONFIRM, { ids: [session.publicId] }),
        raise(pair, session),
        answers.confirmSilent(silence),
      ]);
      const steps = (await stepsOf(session.id)).map((step) => step.split(' '));
      expect(steps[0]![0]).toBe('OPEN');
      for (const [index, [from, to]] of steps.entries()) {
        expect(sessionAnswers.allows(from as 'OPEN', to as 'OPEN')).toBe(true);
        if (index > 0) expect(from).toBe(steps[index - 1]![1]);
      }
      expect(steps.at(-1)![1]).toBe(await answerOf(session.id));
    }
  });

  it('opens again when a corrected feed contradicts it, tells both sides, and ends the dispute', async () => {
    const pair = await world.pair();
    const confirmed = await verified(pair);
    const disputed = await verified(pair);
    await send(merchantOf(pair), CONFIRM, { ids: [confirmed.publicId] });
    const { dispute } = await raise(pair, disputed);
    await feed(pair, confirmed.code, new Date(+confirmed.start + 3 * 3_600_000));
    await feed(pair, disputed.code, new Date(+disputed.start + 3 * 3_600_000));
    expect(await answerOf(confirmed.id)).toBe('OPEN');
    expect(await stepsOf(confirmed.id)).toEqual(['OPEN CONFIRMED', 'CONFIRMED OPEN']);
    const { rows } = await application.sql.query<{ recipient: string }>(
      `SELECT recipient FROM notification WHERE kind = 'operated-sessions.reopened' AND subject_id = $1
        ORDER BY 1`,
      [confirmed.id],
    );
    expect(rows.map(({ recipient }) => recipient)).toEqual([
      `merchant:${pair.merchantId}`,
      `provider:${pair.providerId}`,
    ]);
    const settle = { disputeId: dispute.id, ruling: 'UPHELD', reason: '依据在案记录作出裁定。' };
    expect((await send(reviewer, SETTLE, { input: settle })).userErrors).toEqual([
      { code: 'CLOSED' },
    ]);
    // Put right, it is verified again, and the merchant is asked again.
    await feed(pair, confirmed.code, confirmed.start);
    const { rows: asked } = await application.sql.query(
      `SELECT state, answer, answer_due_at IS NOT NULL AS asked FROM operated_session WHERE id = $1`,
      [confirmed.id],
    );
    expect(asked).toEqual([{ state: 'VERIFIED', answer: 'OPEN', asked: true }]);
  });

  it('makes no illegal step, whatever is done to it in whatever order', async () => {
    const pair = await world.pair();
    const command = fc.constantFrom(
      'confirm',
      'dispute',
      'reply',
      'settle',
      'silence',
      'contradict',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 7 }), async (commands) => {
        const session = await verified(pair);
        let disputeId = publicId('SessionDispute', newId());
        let moved = 0;
        for (const what of commands) {
          if (what === 'confirm') {
            await send(merchantOf(pair), CONFIRM, { ids: [session.publicId] });
          } else if (what === 'dispute') {
            disputeId = (await raise(pair, session)).dispute?.id ?? disputeId;
          } else if (what === 'reply') {
            const input = { disputeId, statement: '附当晚排班表与后台登录记录。' };
            await send(providerOf(pair), ANSWER, { input });
          } else if (what === 'settle') {
            const input = { disputeId, ruling: 'UPHELD', reason: '依据在案记录作出裁定。' };
            await send(reviewer, SETTLE, { input });
          } else if (what === 'silence') {
            await answers.confirmSilent(systemContext('silence', new Date(Date.now() + 8 * DAY)));
          } else {
            moved += 1;
            const shift = moved % 2 === 1 ? 3 * 3_600_000 : 0;
            await feed(pair, session.code, new Date(+session.start + shift));
          }
        }
        const steps = (await stepsOf(session.id)).map((step) => step.split(' '));
        let at = 'OPEN';
        for (const [from, to] of steps) {
          expect(from).toBe(at);
          expect(sessionAnswers.allows(from as 'OPEN', to as 'OPEN')).toBe(true);
          at = to!;
        }
        expect(await answerOf(session.id)).toBe(at);
      }),
      { numRuns: 12 },
    );
  }, 60_000);

  it('is not scored while it is in dispute or when that was upheld; silence scores', async () => {
    const pair = await world.pair();
    await application.sql.query(
      `INSERT INTO provider_transition (id, provider_id, from_state, to_state, reason, decided_by, decided_at,
                                        effective_on)
       VALUES ($1, $2, 'UNDER_REVIEW', 'ADMITTED', '', 'test', '2026-01-01', '2026-01-01')`,
      [newId(), pair.providerId],
    );
    const [plain, rejected, upheld, open] = [
      await verified(pair),
      await verified(pair),
      await verified(pair),
      await verified(pair),
    ];
    for (const [session, ruling] of [
      [rejected, 'REJECTED'],
      [upheld, 'UPHELD'],
      [open, null],
    ] as const) {
      const { dispute } = await raise(pair, session);
      if (!ruling) continue;
      await overdue(dispute.id);
      const input = { disputeId: dispute.id, ruling, reason: '依据在案记录作出裁定。' };
      await send(reviewer, SETTLE, { input });
    }
    const frozen = async (cutoff: string) => {
      const job_id = await insertRow(application, 'background_job', {});
      const run = await insertRow(application, 'scoring_run', { state: 'DRAFT', job_id });
      const load = (await application.sql.query('SELECT max(load_number) AS n FROM live_session'))
        .rows[0].n;
      await application.sql.query(FREEZE_SUBJECTS, [run, load, '2026-02-01', cutoff, 28, 30]);
      const { rows } = await application.sql.query<{ ids: string[] }>(
        'SELECT operated_session_ids AS ids FROM scoring_subject WHERE run_id = $1 AND provider_id = $2',
        [run, pair.providerId],
      );
      return rows[0]!.ids;
    };
    const today = new Date().toISOString().slice(0, 10);
    const scored = await frozen(today > '2026-12-01' ? today : '2026-12-01');
    expect(scored.sort()).toEqual([plain.id, rejected.id].sort());
    // What was said after a cutoff does not change what a run with that cutoff stands on.
    const before = await frozen('2026-10-31');
    expect(before.sort()).toEqual([plain.id, rejected.id, upheld.id, open.id].sort());
  });

  it('is seen by its two sides and staff, disputes too; by nobody else', async () => {
    const pair = await world.pair();
    const session = await verified(pair);
    const { dispute } = await raise(pair, session);
    const sees = async (caller: TestCaller) => {
      const { data } = await application.graphql(
        caller,
        `query ($id: ID!, $session: ID!) { node(id: $id) { id } sessionDisputes(first: 100) { nodes { id } totalCount }
           operatedSession(id: $session) { disputes { id } } }`,
        { id: dispute.id, session: session.publicId },
      );
      const listed = data.sessionDisputes.nodes.some(({ id }: { id: string }) => id === dispute.id);
      expect(data.node !== null).toBe(listed);
      expect((data.operatedSession?.disputes.length ?? 0) > 0).toBe(listed);
      if (caller.role !== 'REVIEWER' && !listed) expect(data.sessionDisputes.totalCount).toBe(0);
      return listed;
    };
    const other = await world.pair();
    const { providerId, operatorId } = pair;
    const colleague = await world.operator(providerId);
    expect(await sees(merchantOf(pair))).toBe(true);
    expect(await sees(providerOf(pair))).toBe(true);
    expect(await sees({ role: 'OPERATOR', providerId, operatorId })).toBe(true);
    expect(await sees(reviewer)).toBe(true);
    expect(await sees({ role: 'OPERATOR', providerId, operatorId: colleague })).toBe(false);
    expect(await sees(merchantOf(other))).toBe(false);
    expect(await sees(providerOf(other))).toBe(false);
  });
});
