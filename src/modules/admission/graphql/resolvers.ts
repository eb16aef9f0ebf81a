import { AdmissionPolicyResolver, DryRunResultResolver } from './admission-policy.resolver.js';
import { ApplicationContentResolver } from './application-content.resolver.js';
import { ApplicationDocumentResolver } from './application-document.resolver.js';
import { ApplicationResolver } from './application.resolver.js';
import { GateAnswerResolver } from './gate-answer.resolver.js';
import { ReviewResolver } from './review.resolver.js';
import { StandingResolver } from './standing.resolver.js';

/** Application, review and standing over GraphQL. */
export const ADMISSION_RESOLVERS = [
  ApplicationResolver,
  ApplicationContentResolver,
  ApplicationDocumentResolver,
  ReviewResolver,
  GateAnswerResolver,
  StandingResolver,
  AdmissionPolicyResolver,
  DryRunResultResolver,
];
