import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExportRegistry } from '../platform/exports/export-registry.js';

const OWN_APPLICATIONS =
  'application_id IN (SELECT id FROM admission_application WHERE provider_id = $1)';

/** By name in the export: what a provider said of itself, what was decided, and how it stands. */
const LISTS: Readonly<Record<string, string>> = {
  admission_applications:
    'SELECT * FROM admission_application WHERE provider_id = $1 ORDER BY number',
  admission_submissions: `SELECT application_id, number, content, documents, policy_version, submitted_at
     FROM application_submission WHERE ${OWN_APPLICATIONS} ORDER BY application_id, number`,
  admission_transitions: `SELECT id, application_id, from_state, to_state, reason, requests, decided_at
     FROM application_transition WHERE ${OWN_APPLICATIONS} ORDER BY application_id, decided_at, id`,
  admission_documents:
    'SELECT * FROM admission_document WHERE provider_id = $1 ORDER BY added_at, id',
  standing: 'SELECT * FROM provider_standing WHERE provider_id = $1',
  standing_transitions: `SELECT number, from_state, to_state, cause, gates, reason, effective_on, policy_version, decided_at
     FROM standing_transition WHERE provider_id = $1 ORDER BY number`,
};

/** What is kept of a provider's admission, for the export of its own data. Who reviewed it is not told. */
@Injectable()
export class AdmissionExport implements OnModuleInit {
  constructor(private readonly registry: ExportRegistry) {}

  onModuleInit(): void {
    for (const [name, text] of Object.entries(LISTS))
      this.registry.register(name, ({ providerId }) =>
        providerId ? { text, values: [providerId] } : undefined,
      );
  }
}
