import { z } from 'zod';

/** Policy `notifications`: how long notices are kept, and what the daily digest holds. */
export const NOTIFICATION_POLICY = 'notifications';

export const notificationPolicySchema = z.object({
  keepDays: z.number().int().min(1),
  digestFromHour: z.number().int().min(0).max(23),
  digestLists: z.number().int().min(1).max(100),
  dueWithinDays: z.number().int().min(0),
});
