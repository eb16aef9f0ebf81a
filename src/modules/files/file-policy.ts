import { z } from 'zod';
import { MEDIA_TYPES } from './domain/media-type.js';

/** Policy `files`: what is taken, how much of it, and how long it waits to be attached. */
export const FILE_POLICY = 'files';

export const filePolicySchema = z.object({
  mediaTypes: z.array(z.enum(MEDIA_TYPES)).min(1),
  maximumBytes: z.number().int().min(1),
  maximumUnattached: z.number().int().min(1),
  maximumOnOneObject: z.number().int().min(1),
  unattachedHours: z.number().positive(),
  maximumUnpackedBytes: z.number().int().min(1),
  maximumExpansion: z.number().min(1),
  idleSeconds: z.number().positive(),
  uploadMinutes: z.number().positive(),
});
export type FilePolicy = z.infer<typeof filePolicySchema>;
