import { Injectable } from '@nestjs/common';

/** Whose data is exported: an account's own, and its company's when it answers for one. */
export interface ExportOwner {
  readonly accountId: string;
  readonly providerId?: string;
  readonly merchantId?: string;
  readonly operatorId?: string;
}

export interface ExportQuery {
  /** A SELECT of columns named as the export names them. No secrets: it is given away. */
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Undefined where the owner can have no such rows. */
export type ExportSelect = (owner: ExportOwner) => ExportQuery | undefined;

/** Where modules say which of their rows belong to whom, for the export of one's own data. */
@Injectable()
export class ExportRegistry {
  private readonly sources = new Map<string, ExportSelect>();

  /**
   * @param name of the list in the export, such as `engagements`
   */
  register(name: string, select: ExportSelect): void {
    if (this.sources.has(name)) throw new Error(`export of ${name} registered twice`);
    this.sources.set(name, select);
  }

  /** What there is to export for this owner, by name. */
  queriesFor(owner: ExportOwner): readonly (readonly [name: string, query: ExportQuery])[] {
    return [...this.sources]
      .map(([name, select]) => [name, select(owner)] as const)
      .filter((entry): entry is readonly [string, ExportQuery] => entry[1] !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
