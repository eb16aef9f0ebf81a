import { seedAdmission } from '../../src/cli/demonstration-admission.js';
import { addStaff } from '../support/admission-fixture.js';
import { TestApplication } from '../support/application.js';

describe('the demonstration of admission', () => {
  let application: TestApplication;

  beforeAll(async () => {
    application = await TestApplication.start();
    await addStaff(application, 'REVIEWER');
  });
  afterAll(() => application.stop());

  it('has an application in each of its states, made once', async () => {
    const states = async () => {
      const { rows } = await application.sql.query<{ state: string; reviews: string }>(
        `SELECT a.state, count(r.id) AS reviews FROM admission_application a
           LEFT JOIN review_case r ON r.application_id = a.id GROUP BY a.id ORDER BY a.state`,
      );
      return rows.map(({ state, reviews }) => `${state} ${reviews}`);
    };
    await seedAdmission(application.nest);
    const once = await states();
    expect(once).toEqual(['DRAFT 0', 'RETURNED 1', 'UNDER_REVIEW 1']);
    await seedAdmission(application.nest);
    expect(await states()).toEqual(once);
  });
});
