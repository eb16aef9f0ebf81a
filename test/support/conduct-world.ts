import { publicId } from '../../src/modules/platform/kernel/ids.js';
import { addAccount } from './accounts.js';
import type { TestApplication, TestCaller } from './application.js';
import { addProvider } from './registry.js';

/** Officers with accounts of their own, so that four eyes are four eyes. */
export interface Officers {
  readonly first: TestCaller;
  readonly second: TestCaller;
  readonly third: TestCaller;
}

export async function addOfficers(application: TestApplication): Promise<Officers> {
  const officer = async () => ({
    role: 'REVIEWER' as const,
    accountId: (await addAccount(application, 'REVIEWER')).accountId,
  });
  return { first: await officer(), second: await officer(), third: await officer() };
}

export interface Company {
  readonly id: string;
  readonly publicId: string;
  readonly owner: TestCaller;
}

export async function addCompany(application: TestApplication, name: string): Promise<Company> {
  const id = await addProvider(application, name);
  const { accountId } = await addAccount(application, 'PROVIDER_OWNER', { providerId: id });
  const owner = { role: 'PROVIDER_OWNER', accountId, providerId: id } as const;
  return { id, publicId: publicId('Provider', id), owner };
}

export const REASON = '经核查，事实清楚，证据充分。';
export const FACTS =
  '2026 年 11 月 1 日晚间场次，未经商家同意提前两小时下播，商家已投诉并提供录屏。';
export const STATEMENT = '当晚商家主动要求提前下播，附聊天记录，请求撤销该处理决定。';

/** The calls of docs/conduct.md, each answering its payload. */
export class ConductCalls {
  constructor(private readonly application: TestApplication) {}

  recordDeposit(caller: TestCaller, input: Readonly<Record<string, unknown>>) {
    return this.call(
      caller,
      'recordDeposit',
      'RecordDepositInput',
      'entry { id amount number balanceAfter }',
      {
        reason: REASON,
        bookedOn: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
        ...input,
      },
    );
  }

  correctEntry(caller: TestCaller, input: Readonly<Record<string, unknown>>) {
    const fields = 'entry { id kind amount compensatesId balanceAfter }';
    const given = { reason: REASON, ...input };
    return this.call(caller, 'correctDepositEntry', 'CorrectDepositEntryInput', fields, given);
  }

  record(caller: TestCaller, input: Readonly<Record<string, unknown>>) {
    const fields =
      'violation { id state preview { points deduction heavy offence measures { kind days } } }';
    const occurredOn = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const given = { facts: FACTS, occurredOn, ...input };
    return this.call(caller, 'recordViolation', 'RecordViolationInput', fields, given);
  }

  decide(caller: TestCaller, violationId: string, confirm = true) {
    const fields = `violation { id state points deduction offence canAppeal appealUntil
      restrictions { kind startsAt endsAt inForce } depositEntries { kind amount } }`;
    const input = { violationId, confirm, reason: REASON };
    return this.call(caller, 'decideViolation', 'DecideViolationInput', fields, input);
  }

  appeal(caller: TestCaller, violationId: string, input: Readonly<Record<string, unknown>> = {}) {
    const fields = 'appeal { id state decideBy statements { side body } }';
    const given = { violationId, statement: STATEMENT, ...input };
    return this.call(caller, 'fileAppeal', 'FileAppealInput', fields, given);
  }

  decideAppeal(caller: TestCaller, appealId: string, outcome: string, reduced?: object) {
    const fields = `appeal { id state violation { state points deduction
      restrictions { kind inForce } depositEntries { kind amount } } }`;
    const input = { appealId, outcome, reason: REASON, ...(reduced && { reduced }) };
    return this.call(caller, 'decideAppeal', 'DecideAppealInput', fields, input);
  }

  /** Recorded by the first officer and confirmed by the second. @returns the violation's public id */
  async confirmed({ first, second }: Officers, providerId: string, kind: string): Promise<string> {
    const { violation } = await this.record(first, { providerId, kind });
    const decided = await this.decide(second, violation.id as string);
    if (decided.userErrors.length > 0) throw new Error(JSON.stringify(decided.userErrors));
    return violation.id as string;
  }

  async call(
    caller: TestCaller,
    name: string,
    type: string,
    fields: string,
    input: object,
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
  ): Promise<any> {
    const answer = await this.application.graphql(
      caller,
      `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code message path } } }`,
      { input },
    );
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data[name];
  }
}
