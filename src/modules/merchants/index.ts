export { MerchantType, toMerchantType } from './graphql/merchant.type.js';
export { MerchantService } from './merchant.service.js';
export { MerchantsModule } from './merchants.module.js';
export { RelatedPartyService } from './related-party.service.js';
