/** `cli certificate …` from source. */
import './typescript-loader.mjs';

const { certificateCommand } = await import('../../src/cli/certificate.command.ts');
try {
  process.exitCode = await certificateCommand.run(process.argv.slice(2));
} catch (error) {
  console.error(`certificate: ${error.message}`);
  process.exitCode = 1;
}
