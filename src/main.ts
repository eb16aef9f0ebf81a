import { createApplication } from './application.js';
import { Configuration } from './modules/platform/config/configuration.js';

const configuration = Configuration.read();
const application = await createApplication(configuration);
await application.listen(configuration.values.PORT, configuration.values.HOST);
process.send?.({ type: 'listening', url: await application.getUrl() });
