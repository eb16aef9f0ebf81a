export { adjustPValues, type MultipleTestingMethod } from './multiple-testing.js';
