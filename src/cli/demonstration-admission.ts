import { Readable } from 'node:stream';
import type { INestApplicationContext } from '@nestjs/common';
import { inventedCreditCode } from '../../seeds/demo/generator/credit-code.js';
import { DEMO_PASSWORD } from '../../seeds/demo/seed-accounts.js';
import {
  ApplicationDocumentService,
  ApplicationService,
  ReviewService,
} from '../modules/admission/index.js';
import { MemberService } from '../modules/auth/index.js';
import { UploadService } from '../modules/files/index.js';
import { Clock } from '../modules/platform/clock/clock.js';
import { systemContext, type RequestContext } from '../modules/platform/context/request-context.js';
import { addDays, businessDateOf } from '../modules/platform/kernel/business-date.js';
import type { Result } from '../modules/platform/kernel/result.js';
import { RegistrationService } from '../modules/providers/index.js';

type Stop = 'DRAFT' | 'UNDER_REVIEW' | 'RETURNED';

/** Invented companies on their way to admission. Serials of codes far from those of the generated market. */
const APPLICANTS: readonly { name: string; owner: string; serial: number; stop: Stop }[] = [
  { name: '演示·杭州拾光电商服务', owner: '叶书白', serial: 900_001, stop: 'DRAFT' },
  { name: '演示·宁波听潮电商服务', owner: '谢云归', serial: 900_002, stop: 'UNDER_REVIEW' },
  { name: '演示·绍兴问渠电商服务', owner: '贺星野', serial: 900_003, stop: 'RETURNED' },
];

const DOCUMENTS = [
  { kind: 'BUSINESS_LICENCE', expires: true },
  { kind: 'BANK_ACCOUNT_CERTIFICATE', expires: false },
  { kind: 'BRAND_AUTHORISATION', expires: true },
] as const;

/**
 * Companies that apply for admission: one still drafts, one is under review, one was asked for more; everything
 * through the services. A company that is there already stays as it is.
 */
export async function seedAdmission(application: INestApplicationContext): Promise<void> {
  for (const applicant of APPLICANTS) {
    const system = systemContext('demonstration', application.get(Clock).now());
    const registered = await application.get(RegistrationService).register(
      system,
      {
        name: applicant.name,
        creditCode: inventedCreditCode(applicant.serial),
        focus: 'BRAND',
        mainCategoryCode: 'apparel.womens',
        regionCode: 'zhejiang',
        introduction: '演示数据：虚构的公司。',
      },
      {
        email: `applicant-${applicant.serial}@demo.caopan.example`,
        name: applicant.owner,
        password: DEMO_PASSWORD,
        locale: 'zh-CN',
      },
    );
    if (!registered.ok && registered.errors.some(({ code }) => code === 'CREDIT_CODE_TAKEN')) {
      continue;
    }
    const owner = await ownerContext(application, system, orThrow(registered).id);
    await apply(application, owner, applicant);
  }
}

async function apply(
  application: INestApplicationContext,
  owner: RequestContext,
  { owner: name, serial, stop }: (typeof APPLICANTS)[number],
): Promise<void> {
  const applications = application.get(ApplicationService);
  const draft = orThrow(await applications.start(owner, {}));
  const { id, version } = orThrow(
    await applications.save(owner, draft.id, draft.version, {
      contacts: [
        {
          name,
          role: '负责人',
          phone: `13900${serial}`,
          email: `applicant-${serial}@demo.caopan.example`,
        },
      ],
      cases: [
        {
          merchantName: '演示·青禾女装',
          categoryCode: 'apparel.womens',
          startedOn: '2025-03-01',
          endedOn: null,
          description: '演示数据：三个月内完成店铺自播冷启动，日均开播八小时。',
        },
      ],
    }),
  );
  if (stop === 'DRAFT') return;
  const expiresOn = addDays(businessDateOf(owner.now), 3 * 365);
  for (const { kind, expires } of DOCUMENTS) {
    const content = Readable.from([Buffer.from(`%PDF-1.7\n% ${kind} ${serial}\n%%EOF\n`)]);
    const file = await application.get(UploadService).receive(owner, content, `${kind}.pdf`);
    const document = { kind, fileId: file.id, expiresOn: expires ? expiresOn : null };
    orThrow(await application.get(ApplicationDocumentService).add(owner, document));
  }
  const { providerId } = orThrow(await applications.submit(owner, id, version));
  if (stop === 'RETURNED') await askForMore(application, owner, providerId);
}

/** The reviewer who has it wants to see more; without reviewers it waits for one. */
async function askForMore(
  application: INestApplicationContext,
  { now, requestId }: RequestContext,
  providerId: string,
): Promise<void> {
  const reviews = application.get(ReviewService);
  const system = systemContext('demonstration', now);
  const queue = await reviews.queue(system, { providerId }, 'DUE', { first: 1 }, false);
  const [review] = queue.rows;
  if (!review?.assignedTo) return;
  const reviewer: RequestContext = {
    ...system,
    requestId,
    actor: {
      kind: 'USER',
      role: 'REVIEWER',
      accountId: review.assignedTo,
      membershipId: requestId,
    },
  };
  const opinion = {
    outcome: 'RETURN',
    reason: '演示数据：服务案例缺少证明材料，请补充后重新提交。',
    requests: [{ code: 'CASE_EVIDENCE', note: '请上传与青禾女装的合作协议或结算单。' }],
  } as const;
  orThrow(await reviews.giveOpinion(reviewer, review.id, opinion));
}

/** As the owner of the company acts when signed in. */
async function ownerContext(
  application: INestApplicationContext,
  system: RequestContext,
  providerId: string,
): Promise<RequestContext> {
  const found = await application
    .get(MemberService)
    .page(system, { providerId }, { first: 1 }, false);
  const { accountId, id: membershipId } = found.rows[0]!;
  return {
    ...system,
    actor: { kind: 'USER', role: 'PROVIDER_OWNER', accountId, membershipId },
    scope: { kind: 'PROVIDER', providerId },
    locale: 'zh-CN',
  };
}

function orThrow<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message.en).join(' '));
  return result.value;
}
