export { ReferenceModule } from './reference.module.js';
export { ReferenceService } from './reference.service.js';
