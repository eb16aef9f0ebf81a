import { newId, publicId } from '../../src/modules/platform/kernel/ids.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { identityNumber } from '../support/identity-numbers.js';
import { samplePng } from '../support/sample-files.js';
import { addOperator, addProvider } from '../support/registry.js';

const reviewer: TestCaller = { role: 'REVIEWER', accountId: newId() };
const administrator: TestCaller = { role: 'ADMINISTRATOR', accountId: newId() };
const REASON = 'asked for by the person, letter 2026-118';

describe('the identity of operators', () => {
  let application: TestApplication;
  let providerId: string;

  beforeAll(async () => {
    application = await TestApplication.start();
    providerId = await addProvider(application, '青禾代运营');
  });
  afterAll(() => application.stop());

  async function operator(): Promise<TestCaller & { operatorId: string }> {
    const operatorId = await addOperator(application, '林一', providerId);
    return { role: 'OPERATOR', accountId: newId(), providerId, operatorId };
  }

  async function prove(caller: TestCaller, number: string, more = {}) {
    const mutation = `mutation ($input: ProveOperatorIdentityInput!) { proveOperatorIdentity(input: $input) {
      provedOperatorId userErrors { code path message } } }`;
    const input = { legalName: '欧阳清秋', identityNumber: number, ...more };
    const answer = await application.graphql(caller, mutation, { input });
    return answer.data.proveOperatorIdentity as {
      provedOperatorId: string | null;
      userErrors: { code: string; path: string[]; message: string }[];
    };
  }
  const codes = async (caller: TestCaller, number: string, more = {}) =>
    (await prove(caller, number, more)).userErrors.map(({ code }) => code);

  async function openConflicts(holderId: string) {
    const query = `{ identityConflicts(first: 50, states: [OPEN]) { nodes { id operatorId holderId state } } }`;
    const { nodes } = (await application.graphql(reviewer, query)).data.identityConflicts;
    return (nodes as { id: string; operatorId: string; holderId: string }[]).filter(
      (node) => node.holderId === publicId('Operator', holderId),
    );
  }

  async function settle(caller: TestCaller, conflictId: string, outcome: string) {
    const mutation = `mutation ($input: SettleIdentityConflictInput!) { settleIdentityConflict(input: $input) {
      identityConflict { state } userErrors { code } } }`;
    const input = { conflictId, outcome, reason: 'compared the cards in person' };
    return (await application.graphql(caller, mutation, { input })).data.settleIdentityConflict;
  }

  it('is proved once, kept encrypted, and shown masked', async () => {
    const caller = await operator();
    const number = identityNumber(1);
    const id = publicId('Operator', caller.operatorId);
    expect(await prove(caller, number)).toEqual({ provedOperatorId: id, userErrors: [] });
    expect(await prove(caller, ` ${number.toLowerCase()} `)).toMatchObject({
      provedOperatorId: id,
    });
    expect(await openConflicts(caller.operatorId)).toEqual([]);

    const query = `{ operatorIdentity(operatorId: "${id}") { isProved identityNumber legalName } operator(id: "${id}") { isIdentityProved } }`;
    const shown = { isProved: true, identityNumber: `${number.slice(0, 3)}*************${number.slice(-2)}`, legalName: '欧***' }; // prettier-ignore
    for (const reader of [caller, reviewer])
      expect((await application.graphql(reader, query)).data).toEqual({
        operatorIdentity: shown,
        operator: { isIdentityProved: true },
      });
    const colleague = await operator();
    const refused = await application.graphql(colleague, query);
    expect(refused.errors![0]!.extensions.code).toBe('NOT_FOUND');

    const dump = await everythingStored(application);
    expect(dump).not.toContain(number);
    expect(dump).not.toContain('欧阳清秋');
  });

  it('is refused where it is no identity', async () => {
    const caller = await operator();
    const number = identityNumber(2);
    const wrong = number.slice(0, 17) + (number.endsWith('0') ? '1' : '0');
    expect(await codes(caller, wrong)).toEqual(['IDENTITY_NUMBER']);
    expect(await codes(caller, wrong, { legalName: '林' })).toEqual(['NAME_LENGTH', 'IDENTITY_NUMBER']); // prettier-ignore
    const unknown = publicId('StoredFile', newId());
    expect(await codes(caller, number, { fileIds: [unknown] })).toEqual(['FILE_UNKNOWN']);
    // Nothing of the refused proofs stayed.
    expect(await codes(caller, number)).toEqual([]);
  });

  it('belongs to one record, and staff hear of a second one', async () => {
    const [first, second] = [await operator(), await operator()];
    const number = identityNumber(3);
    await prove(first, number);
    expect(await codes(second, number)).toEqual(['PROVED_ELSEWHERE']);
    expect(await codes(second, number)).toEqual(['PROVED_ELSEWHERE']);
    const [conflict, ...more] = await openConflicts(first.operatorId);
    expect(more).toEqual([]);
    expect(conflict).toMatchObject({ operatorId: publicId('Operator', second.operatorId) });
    const list = `{ notifications(first: 50, filter: { actDue: true }) { nodes { kind subjectId text } } }`;
    const told = async () =>
      ((await application.graphql(reviewer, list)).data.notifications.nodes as { subjectId: string }[]).filter(({ subjectId }) => subjectId === conflict!.id); // prettier-ignore
    expect(await told()).toHaveLength(1);

    expect(await settle(reviewer, conflict!.id, 'UPHELD')).toEqual({ identityConflict: { state: 'UPHELD' }, userErrors: [] }); // prettier-ignore
    expect(await settle(reviewer, conflict!.id, 'RELEASED')).toMatchObject({ userErrors: [{ code: 'NOT_OPEN' }] }); // prettier-ignore
    expect(await told()).toEqual([]);
    expect(await codes(second, number)).toEqual(['PROVED_ELSEWHERE']);
  });

  it('is taken back from the wrong record, so that the right one can prove it', async () => {
    const [wrong, right] = [await operator(), await operator()];
    const number = identityNumber(4);
    await prove(wrong, number);
    await prove(right, number);
    const [conflict] = await openConflicts(wrong.operatorId);
    await settle(reviewer, conflict!.id, 'RELEASED');
    expect(await codes(right, number)).toEqual([]);
    expect(await codes(wrong, number)).toEqual(['PROVED_ELSEWHERE']);
  });

  it('does not change into another person’s', async () => {
    const caller = await operator();
    await prove(caller, identityNumber(5));
    expect(await codes(caller, identityNumber(6))).toEqual(['PROVED_AS_ANOTHER']);
    expect(await openConflicts(caller.operatorId)).toHaveLength(1);
  });

  it('is held by one record also when ten prove it at once', async () => {
    const number = identityNumber(7);
    const callers = await Promise.all(Array.from({ length: 10 }, () => operator()));
    const answers = await Promise.all(callers.map((caller) => prove(caller, number)));
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    const { rows } = await application.sql.query(
      'SELECT count(*)::int AS times FROM operator WHERE id = ANY($1) AND identity_hash IS NOT NULL',
      [callers.map(({ operatorId }) => operatorId)],
    );
    expect(rows).toEqual([{ times: 1 }]);
  });

  async function reveal(caller: TestCaller, input: Record<string, unknown>) {
    const mutation = `mutation ($input: RevealPersonalDataInput!) { revealPersonalData(input: $input) {
      value userErrors { code } } }`;
    return (await application.graphql(caller, mutation, { input })).data?.revealPersonalData;
  }

  it('is revealed for a reason, which is recorded', async () => {
    const caller = await operator();
    const number = identityNumber(8);
    await prove(caller, number);
    const subjectId = publicId('Operator', caller.operatorId);
    const field = 'identityNumber';
    expect(await reveal(reviewer, { subjectId, field, reason: 'because' })).toEqual({ value: null, userErrors: [{ code: 'REASON_LENGTH' }] }); // prettier-ignore
    expect(await reveal(reviewer, { subjectId, field, reason: REASON })).toEqual({ value: number, userErrors: [] }); // prettier-ignore
    for (const role of ['CERTIFICATION_OFFICER', 'JUROR'] as const)
      expect(await reveal({ role }, { subjectId, field, reason: REASON })).toBeUndefined();
    expect(await reveal(reviewer, { subjectId, field: 'phone', reason: REASON })).toMatchObject({ userErrors: [{ code: 'NOT_KEPT' }] }); // prettier-ignore
    const { rows } = await application.sql.query(
      `SELECT actor, after, reason FROM audit_entry
        WHERE action = 'personal_data.revealed' AND object_id = $1`,
      [caller.operatorId],
    );
    expect(rows).toEqual([{ actor: `account:${reviewer.accountId}`, after: { field }, reason: REASON }]); // prettier-ignore
  });

  it('is forgotten with its key: the audit stays, what was sealed in it can be read no more', async () => {
    const caller = await operator();
    const card = await fetch(`${application.url}/files?fileName=card.png`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await application.tokenFor(caller)}`,
        'content-type': 'image/png',
      },
      body: samplePng(),
    });
    const { id: fileId } = (await card.json()) as { id: string };
    await prove(caller, identityNumber(9), { fileIds: [fileId] });
    const subjectId = publicId('Operator', caller.operatorId);
    const sealedInAudit = async () => {
      const { rows } = await application.sql.query<{ after: { identityNumber: string } }>(
        `SELECT after FROM audit_entry WHERE action = 'operator.identity_proved' AND object_id = $1`,
        [caller.operatorId],
      );
      return rows[0]!.after.identityNumber;
    };
    const sealed = await sealedInAudit();
    expect(sealed).toMatch(/^sealed:/);
    expect(await reveal(reviewer, { subjectId, sealed, reason: REASON })).toMatchObject({ value: identityNumber(9) }); // prettier-ignore
    const other = publicId('Operator', (await operator()).operatorId);
    expect(await reveal(reviewer, { subjectId: other, sealed, reason: REASON })).toMatchObject({ userErrors: [{ code: 'NOT_KEPT' }] }); // prettier-ignore

    const erase = async (by: TestCaller) => {
      const mutation = `mutation ($input: ErasePersonalDataInput!) { erasePersonalData(input: $input) {
        erasedSubjectId userErrors { code } } }`;
      const input = { subjectId, reason: REASON };
      return (await application.graphql(by, mutation, { input })).data?.erasePersonalData;
    };
    expect(await erase(administrator)).toMatchObject({ userErrors: [{ code: 'STILL_NEEDED' }] });
    await application.sql.query(
      `UPDATE employment SET employed_to = current_date - 2 WHERE operator_id = $1`,
      [caller.operatorId],
    );
    expect(await erase(reviewer)).toBeUndefined();
    expect(await erase(administrator)).toEqual({ erasedSubjectId: subjectId, userErrors: [] });
    expect(await erase(administrator)).toMatchObject({ userErrors: [{ code: 'NOT_KEPT' }] });

    expect(await sealedInAudit()).toBe(sealed);
    expect(await reveal(reviewer, { subjectId, sealed, reason: REASON })).toMatchObject({ userErrors: [{ code: 'NOT_KEPT' }] }); // prettier-ignore
    expect(await reveal(reviewer, { subjectId, field: 'legalName', reason: REASON })).toMatchObject({ userErrors: [{ code: 'NOT_KEPT' }] }); // prettier-ignore
    const { rows } = await application.sql.query(
      `SELECT o.name, o.identity_hash, s.wrapped_key, f.state AS file
         FROM operator o JOIN data_subject s ON s.id = o.id
         JOIN file_attachment a ON a.subject_id = o.id JOIN stored_file f ON f.id = a.file_id
        WHERE o.id = $1`,
      [caller.operatorId],
    );
    expect(rows).toEqual([{ name: '已注销 (erased)', identity_hash: null, wrapped_key: null, file: 'DELETED' }]); // prettier-ignore
  });
});

/** Every row of every table as text. */
async function everythingStored(application: TestApplication): Promise<string> {
  const { rows: tables } = await application.sql.query<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  );
  const dumps: string[] = [];
  for (const { name } of tables) {
    const { rows } = await application.sql.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`); // prettier-ignore
    dumps.push(...rows.map(({ row }) => row));
  }
  return dumps.join('\n');
}
