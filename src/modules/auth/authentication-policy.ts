import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { MEMBERSHIP_ROLES } from '../platform/access/roles.js';
import type { RequestContext } from '../platform/context/request-context.js';
import { businessDateOf } from '../platform/kernel/business-date.js';
import { PolicyService } from '../platform/policies/policy.service.js';

const backOff = z.object({
  freeAttempts: z.number().int().min(1),
  firstWaitSeconds: z.number().int().min(1),
  longestWaitSeconds: z.number().int().min(1),
  forgetAfterMinutes: z.number().int().min(1),
});

const schema = z.object({
  accountBackOff: backOff,
  addressBackOff: backOff,
  invitationDays: z.number().int().min(1).max(90),
  sessionMaximumDays: z.number().int().min(1).max(365),
  apiKeyOverlapHours: z.number().int().min(0).max(720),
  /** Who may not sign in with a password alone. */
  totpRequiredForRoles: z.array(z.enum(MEMBERSHIP_ROLES)),
});
export type AuthenticationPolicyBody = z.infer<typeof schema>;

/** The policy `authentication` in force today. */
@Injectable()
export class AuthenticationPolicy {
  constructor(private readonly policies: PolicyService) {}

  async inForce(context: RequestContext): Promise<AuthenticationPolicyBody> {
    const today = businessDateOf(context.now);
    return (await this.policies.inForce('authentication', schema, today)).body;
  }
}
