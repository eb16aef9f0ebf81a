import { Injectable } from '@nestjs/common';
import type { OutcomeStep } from './outcome-step.js';

/** Where the parts of the outcomes say that they exist (in `onModuleInit`). */
@Injectable()
export class OutcomeSteps {
  private readonly steps = new Map<string, OutcomeStep>();

  register(step: OutcomeStep): void {
    if (this.steps.has(step.name)) throw new Error(`outcome step ${step.name} registered twice`);
    this.steps.set(step.name, step);
  }

  inOrder(): OutcomeStep[] {
    return [...this.steps.values()].sort((a, b) => a.order - b.order);
  }
}
