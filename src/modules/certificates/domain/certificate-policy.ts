import { z } from 'zod';

export const CERTIFICATES_POLICY = 'certificates';

const text = z.object({ en: z.string().min(1).max(400), zh: z.string().min(1).max(400) });

const level = z.object({
  code: z.string().regex(/^[A-Z][A-Z_]{1,30}$/),
  name: text,
  description: text,
  /** What the holder had to show. */
  criteria: text,
  validMonths: z.number().int().min(1).max(120),
});

/** Levels, validity and limits of certificates: data with a version, never constants in code. */
export const certificatesPolicySchema = z.object({
  issuerName: text,
  levels: z.array(level).min(1).max(20),
  renewalOpensDaysBefore: z.number().int().min(0).max(366),
  renewalClosesDaysAfter: z.number().int().min(0).max(366),
  latestRevocationDaysAhead: z.number().int().min(0).max(366),
  /** A signed status list is good for this long; it is renewed after half of it, and at every change. */
  statusListValidHours: z.number().int().min(2).max(720),
  /** What one client address may spend in an hour: a lookup costs 1, one that finds nothing costs more. */
  lookupUnitsPerHour: z.number().int().min(1),
  lookupMissUnits: z.number().int().min(1),
});

export type CertificatesPolicy = z.infer<typeof certificatesPolicySchema>;
export type CertificateLevel = CertificatesPolicy['levels'][number];

export function levelOf(policy: CertificatesPolicy, code: string): CertificateLevel | undefined {
  return policy.levels.find((candidate) => candidate.code === code);
}
