import { addDays, type BusinessDate } from '../../platform/kernel/business-date.js';
import type { LocalisedText } from '../../platform/kernel/result.js';
import { documentsFor, gatesFor, type AdmissionPolicy } from './admission-policy.js';
import { isEditable, type ApplicationContent, type ApplicationState } from './application.js';
import { blocksAdmission, type GateStatus, type GateVerdict } from './gate.js';
import type { Standing } from './standing.js';

export const CHECKLIST_KINDS = ['CONTENT', 'DOCUMENT', 'GATE', 'REQUEST'] as const;
export type ChecklistKind = (typeof CHECKLIST_KINDS)[number];

/** Who must do something next. */
export const NEXT_ACTORS = ['PROVIDER', 'REVIEWER', 'PLATFORM', 'NOBODY'] as const;
export type NextActor = (typeof NEXT_ACTORS)[number];

export interface ChecklistItem {
  readonly kind: ChecklistKind;
  readonly code: string;
  readonly label: LocalisedText;
  readonly status: GateStatus | 'MISSING';
  /** Whose it is to be done. */
  readonly actor: NextActor;
  /** Since when a gate fails, or has held. */
  readonly since: BusinessDate | null;
  /** When it will fail unless something is done. */
  readonly bitesOn: BusinessDate | null;
}

export interface Checklist {
  /** Where the company is on its way, whichever record says so. */
  readonly stage: 'NOT_STARTED' | ApplicationState | Standing['state'];
  readonly items: readonly ChecklistItem[];
  readonly next: {
    readonly actor: NextActor;
    readonly by: BusinessDate | null;
    readonly text: LocalisedText;
  };
}

export interface CurrentApplication {
  readonly state: ApplicationState;
  readonly content: ApplicationContent;
  /** Returned: by when it must be supplied. In review: when the next opinion is due. */
  readonly dueOn: BusinessDate | null;
  readonly reapplyFrom: BusinessDate | null;
  /** What reviewers asked for when they returned it. */
  readonly requests: readonly { readonly code: string; readonly note: string }[];
}

export interface DocumentOnFile {
  readonly kind: string;
  readonly expiresOn: BusinessDate | null;
  readonly addedOn: BusinessDate;
}

const CONTENT_LABELS = {
  LEGAL_NAME: {
    en: 'The legal name as on the business licence',
    zh: '营业执照上的公司全称',
  },
  CATEGORIES: { en: 'At least one category', zh: '至少一个类目' },
  REGIONS: { en: 'At least one region', zh: '至少一个地区' },
  CONTACT: {
    en: 'At least one contact with a name and a phone number',
    zh: '至少一位联系人（姓名和电话）',
  },
  CASES: {
    en: 'As many served cases as the policy asks for, each with a description',
    zh: '达到政策要求数量的服务案例，且均有说明',
  },
} as const satisfies Record<string, LocalisedText>;

/** What the company must fill in and hand over before reviewers look at it. */
export function contentItems(
  policy: AdmissionPolicy,
  content: ApplicationContent,
  documents: readonly DocumentOnFile[],
  today: BusinessDate,
): ChecklistItem[] {
  const complete: Record<keyof typeof CONTENT_LABELS, boolean> = {
    LEGAL_NAME: [...content.legalName].length >= 2,
    CATEGORIES: content.categoryCodes.length > 0,
    REGIONS: content.regionCodes.length > 0,
    CONTACT: content.contacts.some(({ name, phone }) => name !== '' && phone !== ''),
    CASES:
      content.cases.length >= policy.application.minimumCases &&
      content.cases.every(({ merchantName, description }) => merchantName && description),
  };
  const said = Object.entries(complete).map(([code, done]) =>
    itemOf('CONTENT', code, CONTENT_LABELS[code as keyof typeof CONTENT_LABELS], done),
  );
  const handed = documentsFor(policy, content)
    .filter(({ required }) => required)
    .map(({ kind, label, expires }) => {
      const own = documents.filter((document) => document.kind === kind);
      const good = own.filter(
        ({ expiresOn }) => !expires || (expiresOn !== null && expiresOn >= today),
      );
      return itemOf('DOCUMENT', kind, label, good.length > 0);
    });
  return [...said, ...handed];
}

function itemOf(
  kind: ChecklistKind,
  code: string,
  label: LocalisedText,
  done: boolean,
): ChecklistItem {
  return {
    kind,
    code,
    label,
    status: done ? 'PASSED' : 'MISSING',
    actor: done ? 'NOBODY' : 'PROVIDER',
    since: null,
    bitesOn: null,
  };
}

/** What gates say, with whose move it is. A gate that will bite is the provider's move once it is warned. */
export function gateItems(
  policy: AdmissionPolicy,
  verdicts: readonly GateVerdict[],
  today: BusinessDate,
): ChecklistItem[] {
  return verdicts.map(({ code, status, since, bitesOn }) => {
    const gate = policy.gates.find((one) => one.code === code)!;
    const isWarned = bitesOn !== null && bitesOn <= addDays(today, gate.warnDays);
    const isOpen = status === 'FAILED' || status === 'WAITING' || isWarned;
    const whose = gate.check === 'REVIEWER' ? 'REVIEWER' : 'PROVIDER';
    const actor = isOpen ? whose : 'NOBODY';
    return { kind: 'GATE', code, label: gate.label, status, actor, since, bitesOn };
  });
}

/** Everything at once: what is missing, who acts next, and by when. */
export function checklistOf(input: {
  readonly policy: AdmissionPolicy;
  readonly application: CurrentApplication | undefined;
  readonly standing: Standing | undefined;
  readonly documents: readonly DocumentOnFile[];
  readonly verdicts: readonly GateVerdict[];
  readonly today: BusinessDate;
}): Checklist {
  const { policy, application, standing, documents, verdicts, today } = input;
  const gates = gateItems(policy, verdicts, today);
  const isOpen = application && !['APPROVED', 'WITHDRAWN', 'LAPSED'].includes(application.state);
  if (standing && (standing.state !== 'EXITED' || !isOpen)) {
    return { stage: standing.state, items: gates, next: nextOfStanding(standing, gates) };
  }
  if (!application || !isOpen) {
    const next = {
      actor: 'PROVIDER' as const,
      by: null,
      text: { en: 'Start an application.', zh: '请新建入驻申请。' },
    };
    return { stage: application?.state ?? 'NOT_STARTED', items: gates, next };
  }
  if (application.state === 'REJECTED') {
    return { stage: 'REJECTED', items: gates, next: nextOfRejected(application) };
  }
  const content = contentItems(policy, application.content, documents, today);
  const requests =
    application.state === 'RETURNED' ? requestItems(policy, application.requests) : [];
  const items = [...requests, ...content, ...gates];
  return { stage: application.state, items, next: nextOfApplication(application, content) };
}

function requestItems(
  policy: AdmissionPolicy,
  requests: CurrentApplication['requests'],
): ChecklistItem[] {
  return requests.map(({ code, note }) => {
    const label = policy.documents.find(({ kind }) => kind === code)?.label;
    const text = label
      ? { en: `${label.en}: ${note}`, zh: `${label.zh}：${note}` }
      : { en: note, zh: note };
    return itemOf('REQUEST', code, text, false);
  });
}

function nextOfApplication(
  { state, dueOn }: CurrentApplication,
  content: readonly ChecklistItem[],
): Checklist['next'] {
  if (!isEditable(state)) {
    const text = {
      en: 'Reviewers look at your application; you hear from us by the date given.',
      zh: '申请正在审核，我们将在所示日期前答复。',
    };
    return { actor: 'REVIEWER', by: dueOn, text };
  }
  const missing = content.filter(({ status }) => status === 'MISSING').length;
  const text =
    missing > 0
      ? {
          en: `Supply what is missing (${missing}), then submit.`,
          zh: `请补齐 ${missing} 项后提交。`,
        }
      : state === 'RETURNED'
        ? {
            en: 'Supply what the reviewers asked for, then submit again.',
            zh: '请补充审核要求的材料后重新提交。',
          }
        : { en: 'Everything is there: submit.', zh: '材料齐全，请提交。' };
  return { actor: 'PROVIDER', by: dueOn, text };
}

function nextOfRejected({ reapplyFrom }: CurrentApplication): Checklist['next'] {
  const text = {
    en: `Rejected. You may apply again from ${reapplyFrom} on.`,
    zh: `申请未通过，可于 ${reapplyFrom} 起再次申请。`,
  };
  return { actor: 'PROVIDER', by: null, text };
}

function nextOfStanding(standing: Standing, gates: readonly ChecklistItem[]): Checklist['next'] {
  const { state, nextOn, nextState, reentryFrom, heldBy } = standing;
  if (state === 'EXITED') {
    const text = {
      en: `Exited. A new application is possible from ${reentryFrom} on.`,
      zh: `已清退，可于 ${reentryFrom} 起重新申请。`,
    };
    return { actor: 'PROVIDER', by: null, text };
  }
  const toDo = gates.filter(({ actor }) => actor === 'PROVIDER');
  if (toDo.length > 0 && heldBy === 'GATES') {
    const dates = [nextOn, ...toDo.map(({ bitesOn }) => bitesOn)].filter((date) => date !== null);
    const names = toDo.map(({ label }) => label);
    const text = {
      en: `Put right: ${names.map(({ en }) => en).join('; ')}.`,
      zh: `请处理：${names.map(({ zh }) => zh).join('；')}。`,
    };
    return { actor: 'PROVIDER', by: dates.sort()[0] ?? null, text };
  }
  if (nextState !== null) {
    const text = {
      en: `Becomes ${nextState} on ${nextOn}.`,
      zh: `将于 ${nextOn} 变为 ${nextState}。`,
    };
    return { actor: 'PLATFORM', by: nextOn, text };
  }
  if (state === 'SUSPENDED') {
    const text = {
      en: 'Suspended by a ruling: staff act next.',
      zh: '已被裁定暂停，等待平台处理。',
    };
    return { actor: 'PLATFORM', by: null, text };
  }
  return { actor: 'NOBODY', by: null, text: { en: 'Nothing to do.', zh: '无待办事项。' } };
}

/** The codes of gates without which nobody is admitted, and that are not passed. */
export function admissionBlocks(verdicts: readonly GateVerdict[]): string[] {
  return verdicts.filter(blocksAdmission).map(({ code }) => code);
}

/** The gates that reviewers have to answer for an admission. */
export function reviewerGates(
  policy: AdmissionPolicy,
  company: Parameters<typeof gatesFor>[1],
): string[] {
  return gatesFor(policy, company, 'ADMISSION')
    .filter(({ check }) => check === 'REVIEWER')
    .map(({ code }) => code);
}
