import { Field, ObjectType } from '@nestjs/graphql';
import { DateScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import type { ProviderChecklist } from '../checklist.service.js';
import {
  CHECKLIST_KINDS,
  NEXT_ACTORS,
  type ChecklistItem,
  type ChecklistKind,
  type NextActor,
} from '../domain/checklist.js';
import { GATE_STATUSES, type GateVerdict, type GateStatus } from '../domain/gate.js';
import { ApplicationType, toApplicationType } from './application.type.js';

const ChecklistKindEnum = enumOf(CHECKLIST_KINDS, {
  name: 'ChecklistItemKind',
  description:
    'Something to fill in, a document, a gate of the policy, or what reviewers asked for.',
});
const NextActorEnum = enumOf(NEXT_ACTORS, {
  name: 'NextActor',
  description: 'Whose move it is. PLATFORM: time alone, or staff.',
});
const ChecklistStatusEnum = enumOf(['MISSING', ...GATE_STATUSES], {
  name: 'ChecklistStatus',
  description: 'MISSING: not handed over. WAITING: a reviewer has to look. The rest as for gates.',
});
export const GateStatusEnum = enumOf(GATE_STATUSES, {
  name: 'GateStatus',
  description:
    'What a gate says. SOURCE_NOT_AVAILABLE and NOT_ENOUGH_EVIDENCE stand in nobody’s way.',
});

@ObjectType('AdmissionChecklistItem', {
  description: 'One thing that admission needs, how it is, and whose move it is.',
})
class ChecklistItemType {
  @Field(() => ChecklistKindEnum) kind!: ChecklistKind;
  @Field() code!: string;
  @Field({ description: 'In the language of Accept-Language.' }) label!: string;
  @Field(() => ChecklistStatusEnum) status!: GateStatus | 'MISSING';
  @Field(() => NextActorEnum) actor!: NextActor;
  @Field(() => DateScalar, { nullable: true, description: 'Since when it is as it is.' })
  since!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which a gate that holds will fail, as far as is known.',
  })
  bitesOn!: string | null;
}

@ObjectType('AdmissionNextStep', { description: 'Who acts next, by when, and what is to be done.' })
class NextStepType {
  @Field(() => NextActorEnum) actor!: NextActor;
  @Field(() => DateScalar, { nullable: true }) by!: string | null;
  @Field() text!: string;
}

@ObjectType('AdmissionChecklist', {
  description: 'Everything that stands between a company and its admission, or keeps it admitted.',
})
export class ChecklistType {
  @Field({
    description: 'NOT_STARTED, the state of the application, or the standing once admitted.',
  })
  stage!: string;
  @Field(() => [ChecklistItemType]) items!: ChecklistItemType[];
  @Field(() => NextStepType) next!: NextStepType;
  @Field(() => ApplicationType, { nullable: true, description: 'The last application.' })
  application!: ApplicationType | null;
}

@ObjectType('GateVerdict', { description: 'What a gate of the admission policy says.' })
export class GateVerdictType implements GateVerdict {
  @Field() code!: string;
  @Field(() => GateStatusEnum) status!: GateStatus;
  @Field(() => DateScalar, { nullable: true }) since!: string | null;
  @Field(() => DateScalar, { nullable: true }) bitesOn!: string | null;
}

export function toChecklistType(checklist: ProviderChecklist, locale: Locale): ChecklistType {
  const { stage, items, next, application } = checklist;
  return {
    stage,
    items: items.map((item) => toItem(item, locale)),
    next: { ...next, text: inLocale(next.text, locale) },
    application: application ? toApplicationType(application) : null,
  };
}

function toItem({ label, ...item }: ChecklistItem, locale: Locale): ChecklistItemType {
  return { ...item, label: inLocale(label, locale) };
}
