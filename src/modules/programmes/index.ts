export { ProgrammeProgressService } from './programme-progress.service.js';
export { ProgrammeService } from './programme.service.js';
export { ProgrammesModule } from './programmes.module.js';
