import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { type EntryPoint, entryPointsOf } from '../entry-points.js';
import { declaredPermissions, type Permission } from '../modules/platform/access/permissions.js';
import { MEMBERSHIP_ROLES, ROLES, STAFF, type Role } from '../modules/platform/access/roles.js';
import { Configuration } from '../modules/platform/config/configuration.js';
import type { Command } from './command.js';

export const permissionsCommand: Command = {
  summary: 'print docs/permissions.md: every permission, and what each way in requires',
  async run() {
    process.stdout.write(await permissionsDocument());
    return 0;
  },
};

/** docs/permissions.md as the code has it now. Needs no database: nothing is instantiated. */
export async function permissionsDocument(): Promise<string> {
  const configuration = Configuration.read({
    DATABASE_URL: 'postgres://unused.invalid/unused',
    ACCESS_TOKEN_SECRET: 'unused'.repeat(6),
    DATA_ENCRYPTION_SECRET: 'unused'.repeat(6),
  });
  const application = await NestFactory.createApplicationContext(AppModule.of(configuration), {
    preview: true,
    logger: false,
  });
  return render(entryPointsOf(application), declaredPermissions());
}

function render(entryPoints: readonly EntryPoint[], permissions: readonly Permission[]): string {
  const rights = permissions.map(
    ({ code, description, roles }) => `| \`${code}\` | ${description} | ${inWords(roles)} |`,
  );
  const ways = entryPoints.map(
    ({ kind, name, permission }) =>
      `| ${kind} | \`${name}\` | ${permission ? `\`${permission.code}\`` : '**none: refused for all**'} |`,
  );
  return `# Who may do what

Printed from the code by \`npm run print:permissions\`; a test says when it is out of date. Everything is denied
that is not granted here. A permission says what a role may do; *to which objects* is a question of ownership:
staff reach all, a company's people what is theirs, an operator what names them. What is not theirs looks as if
it did not exist. Background work starts through one of these ways in, or from the command line of the machine.

## Permissions

| permission | allows | roles |
| --- | --- | --- |
${rights.join('\n')}

## Ways in

| kind | name | requires |
| --- | --- | --- |
${ways.join('\n')}
`;
}

function inWords(roles: readonly Role[]): string {
  const groups: readonly [string, readonly Role[]][] = [
    ['everybody', ROLES],
    ['everybody signed in', MEMBERSHIP_ROLES],
    ['staff', STAFF],
  ];
  for (const [name, members] of groups) {
    if (!members.every((role) => roles.includes(role))) continue;
    const others = roles.filter((role) => !members.includes(role));
    return [`*${name}*`, ...others].join(', ');
  }
  return roles.join(', ');
}
