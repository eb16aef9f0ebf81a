export { OperatorType, toOperatorType } from './graphql/operator.type.js';
export {
  operatorsWanted,
  type OperatorAhead,
  type OperatorsWanted,
  type ProviderWithOperators,
} from './graphql/operators-ahead.js';
export { firstOperatorsJson } from './operator-json.js';
export { OperatorService } from './operator.service.js';
export { OperatorsModule } from './operators.module.js';
