export { OperatorType, toOperatorType } from './graphql/operator.type.js';
export { OperatorService } from './operator.service.js';
export { OperatorsModule } from './operators.module.js';
