import { z } from 'zod';

export const ENGAGEMENT_POLICY = 'engagements';
export const engagementPolicySchema = z.object({
  maximumTermDays: z.int().positive(),
  maximumOperators: z.int().positive(),
  maximumMilestones: z.int().nonnegative(),
  maximumVersions: z.int().positive(),
  /** How many engagements one operator may serve on one day. */
  maximumSimultaneousEngagements: z.int().positive(),
  certifiedOperatorsOnly: z.boolean(),
  maximumRequestedProviders: z.int().positive(),
});
export type EngagementPolicy = z.infer<typeof engagementPolicySchema>;

export const OPERATED_SESSION_POLICY = 'operated-sessions';
export const operatedSessionPolicySchema = z.object({
  /** A claim made this long after the start is still in time. */
  claimGraceMinutes: z.int().nonnegative(),
  /** How far the reported start may lie from the planned one. */
  startToleranceMinutes: z.int().nonnegative(),
  /** A claim can be withdrawn until this long before the planned start. */
  withdrawalNoticeMinutes: z.int().nonnegative(),
  /** How long two sessions of one operator may overlap because the first ran over. */
  overrunAllowanceMinutes: z.int().nonnegative(),
  maximumPlannedHours: z.int().positive(),
  /** A verified session that nobody objected to this long is confirmed by silence. */
  silenceConfirmsAfterDays: z.int().positive(),
  /** How long after its verification a session may be disputed. */
  disputeWithinDays: z.int().positive(),
  /** How long the provider has to answer a dispute. */
  disputeAnswerDays: z.int().positive(),
  /** How long after a session's end its review is in time. */
  reviewWithinHours: z.int().positive(),
  maximumPlanVersions: z.int().positive(),
});
export type OperatedSessionPolicy = z.infer<typeof operatedSessionPolicySchema>;
