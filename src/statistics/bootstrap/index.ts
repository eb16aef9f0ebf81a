export {
  bootstrap,
  jackknife,
  type BootstrapOptions,
  type BootstrapResult,
  type Statistic,
} from './bootstrap.js';
