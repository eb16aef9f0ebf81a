import { definePersonalFields, maskTail } from '../personal-data/index.js';

export const partyMarkFields = definePersonalFields('PartyMark', {
  identifier: {
    sensitivity: 'FINANCIAL',
    mask: maskTail,
    description:
      'Identity number or credit code of an owner or legal representative, or a bank account number.',
  },
});
