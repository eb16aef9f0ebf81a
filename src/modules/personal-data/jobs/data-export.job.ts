import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { ExportRegistry } from '../../platform/exports/export-registry.js';
import { JobRegistry } from '../../platform/jobs/job-registry.js';
import { DataExportService, EXPORT_JOB } from '../data-export.service.js';

const payloadShape = z.object({
  owner: z.object({
    accountId: z.uuid(),
    providerId: z.uuid().optional(),
    merchantId: z.uuid().optional(),
    operatorId: z.uuid().optional(),
  }),
});

@Injectable()
export class DataExportJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobRegistry,
    private readonly exports: DataExportService,
    private readonly registry: ExportRegistry,
  ) {}

  onModuleInit(): void {
    this.jobs.register(EXPORT_JOB, async (job, payload) => {
      const { owner } = payloadShape.parse(payload);
      return this.exports.make(job.context, owner, (fraction, step) =>
        job.progress(fraction, step),
      );
    });
    // What the modules below this one keep of everybody.
    this.registry.register('audit', ({ accountId, providerId, merchantId }) => ({
      text: `SELECT occurred_at, actor, actor_role, action, object_kind, object_id, before, after, reason
               FROM audit_entry
              WHERE actor = 'account:' || $1::text OR provider_id = $2::uuid OR merchant_id = $3::uuid
              ORDER BY id`,
      values: [accountId, providerId ?? null, merchantId ?? null],
    }));
    this.registry.register('notifications', ({ accountId, ...of }) => ({
      text: `SELECT kind, subject_type, subject_id, parameters, act_by, done_at, created_at
               FROM notification WHERE recipient = ANY($1::text[]) ORDER BY id`,
      values: [
        [`account:${accountId}`, `provider:${of.providerId}`, `merchant:${of.merchantId}`, `operator:${of.operatorId}`], // prettier-ignore
      ],
    }));
    this.registry.register('files', ({ accountId, providerId, merchantId }) => ({
      text: `SELECT id, name, media_type, size, encode(sha256, 'hex') AS sha256, uploaded_at, deleted_at
               FROM stored_file
              WHERE state <> 'RECEIVING' AND (uploaded_by = $1 OR owner = ANY($2::text[])) ORDER BY id`,
      values: [accountId, [`provider:${providerId}`, `merchant:${merchantId}`]],
    }));
  }
}
