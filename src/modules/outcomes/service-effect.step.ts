import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { OutcomeScope, OutcomeStep } from './outcome-step.js';
import { OutcomeSteps } from './outcome-steps.js';
import { ServiceEffectComputationService } from './service-effect-computation.service.js';

/** Served against unserved, once sessions and merchants' months are made. */
@Injectable()
export class ServiceEffectStep implements OutcomeStep, OnModuleInit {
  readonly name = 'effects';
  readonly order = 50;

  constructor(
    private readonly steps: OutcomeSteps,
    private readonly computation: ServiceEffectComputationService,
  ) {}

  onModuleInit(): void {
    this.steps.register(this);
  }

  /** Reads what the steps before it wrote, so outside the snapshot. */
  run({ context, progress }: OutcomeScope): Promise<Readonly<Record<string, number>>> {
    return this.computation.compute(context, progress);
  }
}
