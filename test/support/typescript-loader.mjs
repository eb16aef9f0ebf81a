/**
 * Lets plain Node run the project's TypeScript without a build (`node --import` this file): Jest
 * transforms tests, but not what it imports natively, such as a global setup, nor the programs that
 * tests start. Uses the transform of the Jest configuration, so both see the same code.
 */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
