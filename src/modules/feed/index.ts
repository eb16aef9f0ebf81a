export { factsAsOf } from './as-of.js';
export { FeedIntakeService } from './feed-intake.service.js';
export { FeedMergeService } from './feed-merge.service.js';
export { FeedModule } from './feed.module.js';
export { FeedService } from './feed.service.js';
