import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { MerchantResolver } from './graphql/merchant.resolver.js';
import { MerchantService } from './merchant.service.js';
import { MerchantStore } from './merchant.store.js';

@Module({
  imports: [AuthModule],
  providers: [MerchantService, MerchantStore, MerchantResolver],
  exports: [MerchantService],
})
export class MerchantsModule {}
