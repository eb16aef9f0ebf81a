import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { InvitationService } from '../modules/auth/index.js';
import { Clock } from '../modules/platform/clock/clock.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import { systemContext } from '../modules/platform/context/request-context.js';
import type { Command } from './command.js';

const USAGE = `Usage: npm run cli -- accounts invite-administrator EMAIL

Prints the link by which the address becomes an administrator: the way into a new installation, and back into
one whose administrators are all gone. Everybody else is invited by an administrator.`;

export const accountsCommand: Command = {
  summary: 'invite an administrator, the first one included',
  async run([action, email]) {
    if (action !== 'invite-administrator' || !email) {
      console.error(USAGE);
      return 2;
    }
    const application = await NestFactory.createApplicationContext(
      AppModule.of(Configuration.read()),
      { logger: ['error', 'warn'] },
    );
    try {
      const context = systemContext('cli', application.get(Clock).now());
      const invitations = application.get(InvitationService);
      const result = await invitations.invite(context, email, { role: 'ADMINISTRATOR' });
      if (!result.ok) {
        for (const { message } of result.errors) console.error(message.en);
        return 1;
      }
      console.log(result.value.link);
      return 0;
    } finally {
      await application.close();
    }
  },
};
