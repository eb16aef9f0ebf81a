import { newId } from '../../src/modules/platform/kernel/ids.js';
import { addAccount } from './accounts.js';
import type { TestApplication, TestCaller } from './application.js';
import { samplePdf } from './sample-files.js';

/** A person of staff with an account, so that reviews can be assigned to them. */
export async function addStaff(
  application: TestApplication,
  role: 'REVIEWER' | 'ADMINISTRATOR',
): Promise<TestCaller & { accountId: string }> {
  const { accountId } = await addAccount(application, role);
  return { role, accountId };
}

/** Uploads a small document as the caller. @returns its public id */
export async function upload(application: TestApplication, caller: TestCaller): Promise<string> {
  const response = await fetch(`${application.url}/files?fileName=paper.pdf`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await application.tokenFor(caller)}`,
      'content-type': 'application/octet-stream',
    },
    body: new Uint8Array(samplePdf(newId())),
  });
  const body = (await response.json()) as { id: string };
  if (response.status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

/** Calls one mutation with `input`. @returns its payload */
export async function mutate(
  application: TestApplication,
  caller: TestCaller,
  name: string,
  selection: string,
  input: Record<string, unknown>,
) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await application.graphql(
    caller,
    `mutation ($input: ${INPUTS[name] ?? type}!) {
       ${name}(input: $input) { ${selection} userErrors { code message path } } }`,
    { input },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  return data[name];
}

/** Mutations whose input is not called after them. */
const INPUTS: Readonly<Record<string, string>> = {
  approveAdmissionPolicy: 'ClosePolicyDraftInput',
  withdrawAdmissionPolicyDraft: 'ClosePolicyDraftInput',
};
