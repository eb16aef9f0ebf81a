import { Platform1763600000001 } from './1763600000001-platform.js';
import { Audit1763600000002 } from './1763600000002-audit.js';
import { Registry1763600000003 } from './1763600000003-registry.js';
import { Feed1763600000004 } from './1763600000004-feed.js';
import { Engagements1763600000005 } from './1763600000005-engagements.js';
import { Auth1763600000010 } from './1763600000010-auth.js';
import { FeedLoads1763600000011 } from './1763600000011-feed-loads.js';
import { Scoring1763600000012 } from './1763600000012-scoring.js';
import { Certificates1763600000020 } from './1763600000020-certificates.js';
import { NotificationsFiles1763600000021 } from './1763600000021-notifications-files.js';
import { SealedAnswers1763600000022 } from './1763600000022-sealed-answers.js';
import { PersonalData1763600000024 } from './1763600000024-personal-data.js';
import { Admission1763600000030 } from './1763600000030-admission.js';
import { Conduct1763600000031 } from './1763600000031-conduct.js';
import { Negotiation1763600000032 } from './1763600000032-negotiation.js';
import { SessionAnswers1763600000033 } from './1763600000033-session-answers.js';
import { SessionPlans1763600000034 } from './1763600000034-session-plans.js';
import { AdmissionEvidence1763600000035 } from './1763600000035-admission-evidence.js';
import { PolicyAdditions1763600000036 } from './1763600000036-policy-additions.js';
import { SessionOutcomes1763600000040 } from './1763600000040-session-outcomes.js';
import { OutcomesGrowth1763600000041 } from './1763600000041-outcomes-growth.js';
import { ServiceEffects1763600000042 } from './1763600000042-service-effects.js';
import { Programmes1763600000043 } from './1763600000043-programmes.js';

/** In the order in which they run. Forward only: a released one is never edited. */
export const migrations = [
  Platform1763600000001,
  Audit1763600000002,
  Registry1763600000003,
  Feed1763600000004,
  Engagements1763600000005,
  Auth1763600000010,
  FeedLoads1763600000011,
  Scoring1763600000012,
  Certificates1763600000020,
  NotificationsFiles1763600000021,
  SealedAnswers1763600000022,
  PersonalData1763600000024,
  Admission1763600000030,
  Conduct1763600000031,
  Negotiation1763600000032,
  SessionAnswers1763600000033,
  SessionPlans1763600000034,
  AdmissionEvidence1763600000035,
  PolicyAdditions1763600000036,
  SessionOutcomes1763600000040,
  OutcomesGrowth1763600000041,
  ServiceEffects1763600000042,
  Programmes1763600000043,
];
