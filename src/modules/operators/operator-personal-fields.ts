import { maskIdentityNumber } from '../platform/kernel/identity-number.js';
import { definePersonalFields, maskPersonName } from '../personal-data/index.js';

export const operatorFields = definePersonalFields('Operator', {
  identityNumber: {
    sensitivity: 'IDENTITY',
    mask: maskIdentityNumber,
    description: 'Resident identity number (公民身份号码), from the proof of identity.',
  },
  legalName: {
    sensitivity: 'IDENTITY',
    mask: maskPersonName,
    description: 'Name as on the identity card, from the proof of identity.',
  },
});
