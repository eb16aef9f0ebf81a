import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { IssuerKeyService } from '../modules/certificates/index.js';
import { Clock } from '../modules/platform/clock/clock.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import { systemContext } from '../modules/platform/context/request-context.js';

/** @returns how many keys were encrypted anew under the environment's DATA_ENCRYPTION_SECRET */
export async function reencryptIssuerKeys(previousSecret: string): Promise<number> {
  const application = await NestFactory.createApplicationContext(
    AppModule.of(Configuration.read()),
    { logger: ['error'] },
  );
  try {
    const context = systemContext('certificate rekey', application.get(Clock).now());
    return await application.get(IssuerKeyService).reencrypt(context, previousSecret);
  } finally {
    await application.close();
  }
}
