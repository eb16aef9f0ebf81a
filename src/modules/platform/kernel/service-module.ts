/** The modules of the eleven-module model: what a provider can do for a merchant. Weights and indicators are data. */
export const SERVICE_MODULES = [
  'CONTENT_WARM_UP',
  'PAID_TRAFFIC',
  'FANS_PRIVATE_DOMAIN',
  'PLANNING_BIG_SESSIONS',
  'FLOOR_CONTROL_GIFTS',
  'POSITIONING',
  'HOST_TEAM_GROWTH',
  'ASSORTMENT',
  'DIFFERENTIATED_SUPPLY',
  'DISPATCH_SATISFACTION',
  'DIAGNOSIS_REVIEW',
] as const;
export type ServiceModule = (typeof SERVICE_MODULES)[number];
