import { Module } from '@nestjs/common';
import { OperationGate } from './operation-gate.js';

@Module({ providers: [OperationGate], exports: [OperationGate] })
export class LimitsModule {}
