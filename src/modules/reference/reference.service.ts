import { Injectable } from '@nestjs/common';
import { ReferenceStore, type ReferenceRow } from './reference.store.js';

/** The lists of what is sold and where: small, and changed only by an upgrade, so read once for each process. */
@Injectable()
export class ReferenceService {
  private categoryList: Promise<ReferenceRow[]> | undefined;
  private regionList: Promise<ReferenceRow[]> | undefined;

  constructor(private readonly store: ReferenceStore) {}

  categories(): Promise<readonly ReferenceRow[]> {
    return (this.categoryList ??= forgetIfFailed(this.store.categories(), () => {
      this.categoryList = undefined;
    }));
  }

  regions(): Promise<readonly ReferenceRow[]> {
    return (this.regionList ??= forgetIfFailed(this.store.regions(), () => {
      this.regionList = undefined;
    }));
  }

  async isCategory(code: string): Promise<boolean> {
    return (await this.categories()).some((row) => row.code === code);
  }

  async isRegion(code: string): Promise<boolean> {
    return (await this.regions()).some((row) => row.code === code);
  }
}

function forgetIfFailed<T>(promise: Promise<T>, forget: () => void): Promise<T> {
  promise.catch(forget);
  return promise;
}
