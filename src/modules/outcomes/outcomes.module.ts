import { Module } from '@nestjs/common';
import { LeapStore } from './leap.store.js';
import { MerchantGrowthService } from './merchant-growth.service.js';
import { MerchantGrowthStore } from './merchant-growth.store.js';

@Module({
  providers: [LeapStore, MerchantGrowthService, MerchantGrowthStore],
  exports: [MerchantGrowthService],
})
export class OutcomesModule {}
