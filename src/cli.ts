import { commands } from './cli/commands.js';

const [area = 'help', ...rest] = process.argv.slice(2);
const command = commands.get(area);
if (!command) {
  const lines = [...commands].map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`);
  console.error(`Usage: npm run cli -- <command> …\n\n${lines.join('\n')}`);
  process.exit(area === 'help' ? 0 : 2);
}
try {
  process.exitCode = await command.run(rest);
} catch (error) {
  console.error(`${area}: ${(error as Error).message}`);
  process.exitCode = 1;
}
