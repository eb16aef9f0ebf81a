export { cuped, type AdjustableUnit, type CupedResult } from './cuped.js';
