import { z } from 'zod';
import { isBusinessDate } from '../platform/kernel/business-date.js';

/** Policy `feed`: what is plausible, and how long what is kept. */
export const FEED_POLICY = 'feed';

export const feedPolicySchema = z.object({
  earliestDate: z.string().refine(isBusinessDate),
  futureDays: z.number().int().min(0),
  minuteRetentionDays: z.number().int().min(1),
  unmergedDays: z.number().int().min(1),
});
