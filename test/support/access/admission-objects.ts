import { newId } from '../../../src/modules/platform/kernel/ids.js';
import type { Objects } from './world.js';

type Add = (table: string, row: Readonly<Record<string, unknown>>) => Promise<string>;

/** An application under review with a document, and a policy draft with its dry run. */
export async function addAdmissionObjects(
  add: Add,
  providerId: string,
  StoredFile: string,
): Promise<Objects> {
  const content = JSON.stringify({
    legalName: '测试公司',
    focus: 'MCN',
    categoryCodes: ['apparel.womens'],
    regionCodes: [],
    contacts: [],
    cases: [],
  });
  const provider_id = providerId;
  const AdmissionApplication = await add('admission_application', {
    provider_id,
    state: 'UNDER_REVIEW',
    number: 1,
    submissions: 1,
    content,
  });
  await add('application_submission', {
    application_id: AdmissionApplication,
    number: 1,
    content,
    documents: '[]',
  });
  const ReviewCase = await add('review_case', {
    kind: 'ADMISSION',
    provider_id,
    application_id: AdmissionApplication,
    submission_number: 1,
    state: 'OPEN',
  });
  await add('provider_standing', {
    provider_id,
    state: 'ADMITTED',
    held_by: 'GATES',
    returns_to: 'ADMITTED',
  });
  const AdmissionPolicyDraft = await add('admission_policy_draft', { state: 'DRAFT' });
  return {
    AdmissionApplication,
    ReviewCase,
    AdmissionPolicyDraft,
    AdmissionDocument: await add('admission_document', {
      provider_id,
      file_id: StoredFile,
      kind: 'BUSINESS_LICENCE',
    }),
    PolicyDryRun: await add('policy_dry_run', {
      draft_id: AdmissionPolicyDraft,
      job_id: await add('background_job', { id: newId(), requested_by: 'system:world' }),
    }),
  };
}
