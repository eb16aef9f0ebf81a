import { Injectable, type OnModuleInit } from '@nestjs/common';
import { MerchantGrowthService } from './merchant-growth.service.js';
import type { OutcomeScope, OutcomeStep } from './outcome-step.js';
import { OutcomeSteps } from './outcome-steps.js';

/** Merchants' growth as a part of the outcomes. It finds out by itself which months a load has touched. */
@Injectable()
export class MerchantGrowthStep implements OutcomeStep, OnModuleInit {
  readonly name = 'growth';
  readonly order = 30;

  constructor(
    private readonly steps: OutcomeSteps,
    private readonly growth: MerchantGrowthService,
  ) {}

  onModuleInit(): void {
    this.steps.register(this);
  }

  async run(scope: OutcomeScope): Promise<Readonly<Record<string, number>>> {
    const { context, asOf, loadNumber } = scope;
    const full = scope.since === null;
    const request = { merchantIds: 'ALL', asOfDate: asOf, loadNumber, full } as const;
    const steps = await this.growth.recompute(context, request, (fraction, step) =>
      scope.progress(fraction, step),
    );
    return Object.fromEntries(Object.entries(steps).map(([name, { rows }]) => [name, rows]));
  }
}
