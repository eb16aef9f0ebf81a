import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Connection } from '../../../graphql/connection.js';
import { Node } from '../../../graphql/node.js';
import { DateScalar, DateTimeScalar } from '../../../graphql/scalars.js';
import type { JobRow, JobState } from '../../platform/jobs/job.store.js';
import { publicId } from '../../platform/kernel/ids.js';
import { FEED_LOAD_STATES, type FeedLoad, type FeedLoadState } from '../domain/load.js';

export const FeedLoadStateEnum = Object.fromEntries(
  FEED_LOAD_STATES.map((state) => [state, state]),
);
registerEnumType(FeedLoadStateEnum, {
  name: 'FeedLoadState',
  description:
    'STAGED: safe, waits for its merge. MERGED: in. REPEATED: its bytes were in before, nothing changed. FAILED: given up.',
});

export const FeedJobStateEnum = Object.fromEntries(
  (['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const).map((state) => [state, state]),
);
registerEnumType(FeedJobStateEnum, {
  name: 'FeedJobState',
  description: 'Where the merge of a load is.',
});

@ObjectType('FeedLoad', {
  implements: () => [Node],
  description: 'One file of the data feed, and what became of it.',
})
export class FeedLoadType implements Node {
  @Field(() => ID) id!: string;
  @Field() dataset!: string;
  @Field(() => FeedLoadStateEnum) state!: FeedLoadState;
  @Field() fileName!: string;
  @Field(() => String, { nullable: true, description: 'Of the content, unpacked; hexadecimal.' })
  sha256!: string | null;
  @Field({ description: 'Bytes on the wire, as text.' }) receivedBytes!: string;
  @Field({ description: 'Bytes unpacked, as text.' }) contentBytes!: string;
  @Field({ description: 'Rows in the file, as text.' }) rows!: string;
  @Field({ description: 'Rows whose key was new.' }) inserted!: string;
  @Field({ description: 'Rows that replaced what was known; that went to the history.' })
  superseded!: string;
  @Field({ description: 'Rows that said what was known already.' }) unchanged!: string;
  @Field({ description: 'Rows that were refused: GET /feed/loads/{id}/rejects.csv.' })
  rejected!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first business date in the file, where its rows are dated.',
  })
  firstDate!: string | null;
  @Field(() => DateScalar, { nullable: true }) lastDate!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Grows with each load that changes something; results name the load they saw.',
  })
  loadNumber!: string | null;
  @Field(() => ID, { nullable: true, description: 'The earlier load of the same bytes.' })
  repeats!: string | null;
  @Field(() => ID, { nullable: true, description: 'For `feedJob` and `feedJobProgress`.' })
  jobId!: string | null;
  @Field(() => DateTimeScalar) receivedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) mergedAt!: Date | null;
}

@ObjectType()
export class FeedLoadConnection extends Connection(FeedLoadType, 'FeedLoad') {}

@ObjectType({ description: 'The job that merges one load.' })
export class FeedJob {
  @Field(() => ID) id!: string;
  @Field(() => FeedJobStateEnum) state!: JobState;
  @Field({ description: '0 to 1.' }) progress!: number;
  @Field({ description: 'What is being done, in English.' }) step!: string;
  @Field(() => String, { nullable: true, description: 'Why it failed, when it failed.' })
  errorCode!: string | null;
  @Field(() => String, { nullable: true }) errorMessage!: string | null;
  @Field(() => FeedLoadType) load!: FeedLoadType;
}

export function toFeedLoadType(load: FeedLoad): FeedLoadType {
  return {
    id: publicId('FeedLoad', load.id),
    dataset: load.dataset,
    state: load.state,
    fileName: load.fileName,
    sha256: load.sha256?.toString('hex') ?? null,
    receivedBytes: load.receivedBytes,
    contentBytes: load.contentBytes,
    rows: load.rowCount,
    inserted: load.insertedCount,
    superseded: load.supersededCount,
    unchanged: load.unchangedCount,
    rejected: load.rejectedCount,
    firstDate: load.firstDate,
    lastDate: load.lastDate,
    loadNumber: load.loadNumber,
    repeats: load.repeats && publicId('FeedLoad', load.repeats),
    jobId: load.jobId && publicId('BackgroundJob', load.jobId),
    receivedAt: load.receivedAt,
    mergedAt: load.mergedAt,
  };
}

export function toFeedJob({ job, load }: { job: JobRow; load: FeedLoad }): FeedJob {
  return {
    id: publicId('BackgroundJob', job.id),
    state: job.state,
    progress: Number(job.progress),
    step: job.step,
    errorCode: job.error_code,
    errorMessage: job.error_message,
    load: toFeedLoadType(load),
  };
}
