import { v7 } from 'uuid';
import { decodeSuffix, encodeSuffix } from './typeid-suffix.js';

/**
 * Ids are UUIDv7 inside and typed ids (TypeID: `prov_01jd…`) outside, so that a wrong kind of id is a
 * clear error and `node(id:)` knows where to look. One prefix for each kind of object, never reused.
 */
export const ID_PREFIXES = {
  Account: 'acct',
  OutcomeComputation: 'ocmp',
  Membership: 'memb',
  Invitation: 'invt',
  ApiKey: 'key',
  AuditEntry: 'audt',
  BackgroundJob: 'job',
  Provider: 'prov',
  ServicePackage: 'pack',
  Operator: 'oper',
  Employment: 'empl',
  Merchant: 'merc',
  FeedLoad: 'load',
  LiveSession: 'sess',
  Engagement: 'enga',
  EngagementRequest: 'ereq',
  EngagementMessage: 'emsg',
  SessionDispute: 'disp',
  OperatedSession: 'oses',
  CapabilityModel: 'modl',
  ScoringRun: 'srun',
  ProviderScore: 'pscr',
  Certificate: 'cert',
  IssuerKey: 'ikey',
  DepositEntry: 'depo',
  DepositRefund: 'refd',
  Violation: 'viol',
  Appeal: 'appe',
  AdmissionApplication: 'appl',
  AdmissionDocument: 'adoc',
  ReviewCase: 'rvw',
  ReviewGateAnswer: 'rgan',
  AdmissionPolicyDraft: 'apol',
  PolicyDryRun: 'pdry',
  Notification: 'noti',
  StoredFile: 'file',
  IdentityConflict: 'icon',
  PartyMark: 'pmrk',
  Leap: 'leap',
  Programme: 'prog',
  ProgrammeVersion: 'pver',
} as const;

export type ObjectKind = keyof typeof ID_PREFIXES;

const KIND_BY_PREFIX = new Map<string, ObjectKind>(
  Object.entries(ID_PREFIXES).map(([kind, prefix]) => [prefix, kind as ObjectKind]),
);
if (KIND_BY_PREFIX.size !== Object.keys(ID_PREFIXES).length)
  throw new Error('two kinds of objects have the same id prefix');

export function newId(): string {
  return v7();
}

export function publicId(kind: ObjectKind, uuid: string): string {
  return `${ID_PREFIXES[kind]}_${encodeSuffix(uuid)}`;
}

export type ParsedId =
  | { readonly ok: true; readonly kind: ObjectKind; readonly uuid: string }
  | { readonly ok: false; readonly problem: string };

/** Reads a public id of any kind. `problem` is fit to be shown to the caller. */
export function parsePublicId(text: string): ParsedId {
  const prefix = text.slice(0, Math.max(0, text.lastIndexOf('_')));
  const kind = KIND_BY_PREFIX.get(prefix);
  if (!kind) return { ok: false, problem: `"${text.slice(0, 64)}" is not an id of this platform` };
  const uuid = decodeSuffix(text.slice(prefix.length + 1));
  if (!uuid) {
    return { ok: false, problem: `"${text.slice(0, 64)}" is not a well-formed ${kind} id` };
  }
  return { ok: true, kind, uuid };
}

/** Reads a public id that must be of one kind. */
export function parseIdOf(kind: ObjectKind, text: string): ParsedId {
  const parsed = parsePublicId(text);
  if (parsed.ok && parsed.kind !== kind) {
    return {
      ok: false,
      problem: `"${text}" is the id of a ${parsed.kind}; a ${kind} id (${ID_PREFIXES[kind]}_…) is needed here`,
    };
  }
  return parsed;
}
