export { AdmissionModule } from './admission.module.js';
export { StandingService } from './standing.service.js';
