import { Module } from '@nestjs/common';
import { ConductModule } from './conduct.module.js';

@Module({ imports: [ConductModule], exports: [ConductModule] })
export class AdmissionModule {}
