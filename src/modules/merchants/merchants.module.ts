import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { PersonalDataModule } from '../personal-data/index.js';
import { MerchantResolver } from './graphql/merchant.resolver.js';
import { RelatedPartyResolver } from './graphql/related-party.resolver.js';
import { MerchantService } from './merchant.service.js';
import { MerchantStore } from './merchant.store.js';
import { PartyMarkStore } from './party-mark.store.js';
import { RelatedPartyService } from './related-party.service.js';
import { MerchantExport } from './merchant.export.js';

@Module({
  imports: [AuthModule, PersonalDataModule],
  providers: [
    MerchantExport,
    MerchantService,
    MerchantStore,
    MerchantResolver,
    PartyMarkStore,
    RelatedPartyResolver,
    RelatedPartyService,
  ],
  exports: [MerchantService, RelatedPartyService],
})
export class MerchantsModule {}
