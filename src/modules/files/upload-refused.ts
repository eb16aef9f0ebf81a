import type { UserErrorData } from '../platform/kernel/result.js';
import { uploadErrors } from './domain/file-errors.js';

/** A file that is not taken, with the reason that its sender reads. Nothing of it was kept. */
export class UploadRefused extends Error {
  constructor(readonly reason: UserErrorData) {
    super(reason.message.en);
  }

  static because(
    code: (typeof uploadErrors.codes)[number],
    parameters: Readonly<Record<string, string | number>> = {},
  ): UploadRefused {
    return new UploadRefused(uploadErrors.error(code, [], parameters));
  }
}
