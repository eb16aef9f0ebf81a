import { Field, Float, ID, ObjectType } from '@nestjs/graphql';
import type { JobRow, JobState } from '../../modules/platform/jobs/job.store.js';
import { publicId } from '../../modules/platform/kernel/ids.js';
import { Node } from '../node.js';
import { DateTimeScalar } from '../scalars.js';
import { enumOf } from '../vocabulary.js';

const JobStateEnum = enumOf(['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED'] satisfies JobState[], {
  name: 'JobState',
  description: 'How far a background job has come. SUCCEEDED and FAILED are its ends.',
});

@ObjectType('BackgroundJob', {
  implements: () => [Node],
  description: 'Work that goes on after the call that asked for it: an import, a scoring run.',
})
export class BackgroundJobType implements Node {
  @Field(() => ID) id!: string;
  @Field({ description: 'What is done, owner first: `feed.load`.' }) kind!: string;
  @Field(() => JobStateEnum) state!: JobState;
  @Field(() => Float, { description: 'From 0 to 1.' }) progress!: number;
  @Field({ description: 'What it is at, in a word or two.' }) step!: string;
  @Field(() => String, { nullable: true, description: 'What came of it, as JSON.' })
  result!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it failed, for programs.' })
  errorCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it failed, for people.' })
  errorMessage!: string | null;
  @Field(() => DateTimeScalar) createdAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) startedAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) finishedAt!: Date | null;
}

export function toBackgroundJobType(job: JobRow): BackgroundJobType {
  return {
    id: publicId('BackgroundJob', job.id),
    kind: job.kind,
    state: job.state,
    progress: Number(job.progress),
    step: job.step,
    result: job.result && JSON.stringify(job.result),
    errorCode: job.error_code,
    errorMessage: job.error_message,
    createdAt: job.created_at,
    startedAt: job.started_at,
    finishedAt: job.finished_at,
  };
}
