export { maskEmail, maskPersonName, maskPhone, maskTail } from './domain/masks.js';
export { eraseErrors } from './domain/personal-data-errors.js';
export { classifiedFields, definePersonalFields } from './domain/personal-fields.js';
export { PersonalDataModule } from './personal-data.module.js';
export { PersonalDataService } from './personal-data.service.js';
export { SubjectKeys } from './subject-keys.js';
