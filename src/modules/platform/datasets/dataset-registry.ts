import { Injectable } from '@nestjs/common';
import type { Dataset } from './dataset.js';

/** Where modules announce the datasets they own, so that the feed loads them without knowing the modules. */
@Injectable()
export class DatasetRegistry {
  private readonly datasets = new Map<string, Dataset>();

  register(dataset: Dataset): void {
    if (this.datasets.has(dataset.name))
      throw new Error(`dataset ${dataset.name} registered twice`);
    this.datasets.set(dataset.name, dataset);
  }

  get(name: string): Dataset | undefined {
    return this.datasets.get(name);
  }

  /** In an order in which each comes after those it needs. */
  inLoadOrder(): readonly Dataset[] {
    const ordered = new Map<string, Dataset>();
    const visit = (dataset: Dataset) => {
      if (ordered.has(dataset.name)) return;
      for (const name of dataset.after) {
        const earlier = this.datasets.get(name);
        if (!earlier) throw new Error(`dataset ${dataset.name} comes after unknown ${name}`);
        visit(earlier);
      }
      ordered.set(dataset.name, dataset);
    };
    this.datasets.forEach(visit);
    return [...ordered.values()];
  }
}
