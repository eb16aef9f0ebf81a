import { mutate } from '../support/admission-fixture.js';
import { TestApplication, type TestCaller } from '../support/application.js';
import { addProvider } from '../support/registry.js';

describe('the people that a company names in its applications', () => {
  let application: TestApplication;
  let owner: TestCaller;
  const administrator = { role: 'ADMINISTRATOR' } as const;

  beforeAll(async () => {
    application = await TestApplication.start();
    const providerId = await addProvider(application, '候鸟电商');
    await application.sql.query(
      `UPDATE provider SET state = 'APPLIED', admitted_on = NULL WHERE id = $1`,
      [providerId],
    );
    owner = { role: 'PROVIDER_OWNER', providerId };
  });
  afterAll(() => application.stop());

  const APPLICATION = 'application { id version content { contacts { name phone email } } }';
  const call = (name: string, input: Record<string, unknown>) =>
    mutate(application, owner, name, APPLICATION, input);
  const contactsOf = async (id: string) =>
    (
      await application.graphql(
        owner,
        'query ($id: ID!) { admissionApplication(id: $id) { content { contacts { name phone email } } } }',
        { id },
      )
    ).data.admissionApplication.content.contacts;
  const erase = (subjectId: string) =>
    mutate(application, administrator, 'erasePersonalData', 'erasedSubjectId', {
      subjectId,
      reason: '联系人已离职并要求删除其个人信息。',
    });

  it('go on to its next application, and are forgotten with the one that named them', async () => {
    const first = (await call('startAdmissionApplication', {})).application;
    const named = { name: '白鹭', phone: '13900139000', email: 'bailu@houniao.example' };
    const saved = await call('saveAdmissionApplication', {
      applicationId: first.id,
      expectedVersion: first.version,
      contacts: [named],
    });
    expect(saved.application.content.contacts).toEqual([named]);
    expect((await erase(first.id)).userErrors).toMatchObject([{ code: 'STILL_NEEDED' }]);

    await call('withdrawAdmissionApplication', { applicationId: first.id });
    const second = (await call('startAdmissionApplication', {})).application;
    expect(second.content.contacts).toEqual([named]);

    expect(await erase(first.id)).toMatchObject({ erasedSubjectId: first.id, userErrors: [] });
    expect(await contactsOf(first.id)).toEqual([{ name: '***', phone: '***', email: '***' }]);
    expect(await contactsOf(second.id)).toEqual([named]);
  });
});
