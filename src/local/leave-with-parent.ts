/**
 * Loaded before a supervised program (`node --import`): asks it to stop when its supervisor is gone,
 * also after `kill -9`, so that no API keeps a port and no worker keeps taking jobs unseen.
 */
const LEAVE_MILLISECONDS = 10_000;

process.on('disconnect', () => {
  setTimeout(() => process.exit(1), LEAVE_MILLISECONDS).unref();
  process.kill(process.pid, 'SIGTERM');
});
// A listener for messages or disconnection would otherwise keep a finished program alive.
process.channel?.unref();
