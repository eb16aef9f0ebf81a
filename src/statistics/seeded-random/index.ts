export { beta, dirichlet, gamma, studentT } from './gamma.js';
export { normal, normalQuantile } from './normal.js';
export {
  createRandomGenerator,
  createRandomGeneratorFromInteger,
  type RandomGenerator,
} from './random-generator.js';
export { sampleWithoutReplacement, shuffle } from './sampling.js';
export { integerBelow, uniform, uniformOpen, uniformSource } from './uniform.js';
