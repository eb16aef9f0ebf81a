import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DatasetRegistry } from '../../platform/datasets/dataset-registry.js';
import { claims } from './claims.dataset.js';
import { engagements } from './engagements.dataset.js';

/** Announces the files in which an adopted platform brings its engagements and claims. */
@Injectable()
export class AdoptedPast implements OnModuleInit {
  constructor(private readonly registry: DatasetRegistry) {}

  onModuleInit(): void {
    this.registry.register(engagements);
    this.registry.register(claims);
  }
}
