import { z } from 'zod';
import { parseMoney } from '../../platform/kernel/money.js';
import { PROVIDER_FOCUSES, type ProviderFocus } from '../../platform/kernel/vocabulary.js';

/** The name under which versions of the admission policy are kept. */
export const ADMISSION_POLICY = 'admission';

/** When a gate must hold: to be admitted, while on probation, and from the end of probation on. */
export const GATE_STAGES = ['ADMISSION', 'PROBATION', 'STANDING'] as const;
export type GateStage = (typeof GATE_STAGES)[number];

const days = z.int().min(0).max(3_660);
const code = z.string().regex(/^[A-Z][A-Z0-9_]{2,39}$/);
const label = z.strictObject({ en: z.string().min(1).max(200), zh: z.string().min(1).max(200) });
const money = z.string().refine((text) => parseMoney(text) === text, 'yuan with two decimals');
const share = z.string().regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/, 'a share from 0 to 1');

/** Null means: of every focus, of every category. A category stands for all below it. */
const scope = {
  focuses: z.array(z.enum(PROVIDER_FOCUSES)).min(1).nullable(),
  categories: z.array(z.string().min(1).max(60)).min(1).nullable(),
};

const gate = {
  code,
  label,
  stages: z.array(z.enum(GATE_STAGES)).min(1),
  /** How many days before a gate bites its provider is warned. */
  warnDays: days,
  ...scope,
};

const gateShape = z.discriminatedUnion('check', [
  z.strictObject({ ...gate, check: z.literal('CREDIT_CODE') }),
  z.strictObject({ ...gate, check: z.literal('DOCUMENT'), document: code }),
  /** `minimum` null: what the deposit policy asks of the company. */
  z.strictObject({ ...gate, check: z.literal('DEPOSIT'), minimum: money.nullable() }),
  z.strictObject({ ...gate, check: z.literal('CERTIFIED_OPERATORS'), minimum: z.int().min(1) }),
  z.strictObject({
    ...gate,
    check: z.literal('DISPUTED_SHARE'),
    maximum: share,
    minimumSessions: z.int().min(1),
  }),
  /** None of these effects of violations is on. */
  z.strictObject({
    ...gate,
    check: z.literal('NO_VIOLATION_EFFECT'),
    effects: z.array(code).min(1),
  }),
  /** A reviewer looks and says; `validDays` null: the answer never grows old. */
  z.strictObject({
    ...gate,
    check: z.literal('REVIEWER'),
    validDays: z.int().min(1).max(3_660).nullable(),
  }),
]);
export type Gate = z.infer<typeof gateShape>;
export type GateCheck = Gate['check'];

const documentShape = z.strictObject({
  kind: code,
  label,
  required: z.boolean(),
  /** Whether it says until when it is good, as a business licence does. */
  expires: z.boolean(),
  ...scope,
});
export type DocumentRequirement = z.infer<typeof documentShape>;

export const admissionPolicyShape = z
  .strictObject({
    documents: z.array(documentShape).max(50),
    gates: z.array(gateShape).min(1).max(50),
    /** Sessions of so many days before today are looked at. */
    evidenceWindowDays: z.int().min(1).max(366),
    application: z.strictObject({
      minimumCases: z.int().min(0).max(10),
      maximumDocuments: z.int().min(1).max(100),
      /** How long a provider may take to supply what it was asked for. */
      completionDays: z.int().min(1).max(366),
      remindDaysBefore: days,
      /** How long after a rejection a provider may apply again. */
      reapplyAfterDays: days,
    }),
    serviceLevel: z.strictObject({
      firstOpinionDays: days,
      secondOpinionDays: days,
      thirdOpinionDays: days,
    }),
    probationDays: z.int().min(1).max(3_660),
    /** So many daily checks in a row must fail, or pass, before the standing changes. */
    hysteresis: z.strictObject({
      failingChecks: z.int().min(1).max(60),
      passingChecks: z.int().min(1).max(60),
    }),
    /** At risk for so long before it is suspended. */
    atRiskGraceDays: z.int().min(1).max(366),
    suspension: z.strictObject({
      /** Not reinstated before. */
      coolOffDays: days,
      /** Suspended for so long before it exits. */
      graceDays: z.int().min(1).max(3_660),
    }),
    exit: z.strictObject({
      /** Between a ruling that a provider exits and the day on which it does. */
      noticeDays: days,
      /** Between the exit and the next application. */
      coolOffDays: days,
    }),
    /** Returns from suspension and from exit together. */
    maximumReentries: z.int().min(0).max(100),
    /** Providers that came with an adopted platform's past are judged from so many days after. */
    importedGraceDays: days,
  })
  .superRefine((policy, check) => {
    const kinds = policy.documents.map(({ kind }) => kind);
    const codes = policy.gates.map((one) => one.code);
    for (const [list, name] of [
      [kinds, 'documents'],
      [codes, 'gates'],
    ] as const) {
      const twice = list.find((one, i) => list.indexOf(one) !== i);
      if (twice) check.addIssue({ code: 'custom', path: [name], message: `${twice} stands twice` });
    }
    for (const [i, one] of policy.gates.entries()) {
      if (one.check === 'DOCUMENT' && !kinds.includes(one.document)) {
        const message = `there is no kind of document ${one.document}`;
        check.addIssue({ code: 'custom', path: ['gates', i, 'document'], message });
      }
    }
  });
export type AdmissionPolicy = z.infer<typeof admissionPolicyShape>;

/** What decides which gates and documents concern a company. */
export interface Applicability {
  readonly focus: ProviderFocus;
  readonly categoryCodes: readonly string[];
}

function concerns(
  { focuses, categories }: Pick<Gate, 'focuses' | 'categories'>,
  company: Applicability,
): boolean {
  const within = (category: string) =>
    company.categoryCodes.some((own) => own === category || own.startsWith(`${category}.`));
  return (
    (focuses === null || focuses.includes(company.focus)) &&
    (categories === null || categories.some(within))
  );
}

export function documentsFor(
  policy: AdmissionPolicy,
  company: Applicability,
): DocumentRequirement[] {
  return policy.documents.filter((document) => concerns(document, company));
}

export function gatesFor(
  policy: AdmissionPolicy,
  company: Applicability,
  stage: GateStage,
): Gate[] {
  return policy.gates.filter((one) => one.stages.includes(stage) && concerns(one, company));
}
