import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

export interface ReferenceRow {
  readonly code: string;
  readonly parentCode: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
}

@Injectable()
export class ReferenceStore {
  constructor(private readonly database: Database) {}

  categories(): Promise<ReferenceRow[]> {
    return this.database.query(
      `SELECT code, parent_code AS "parentCode", name_zh AS "nameZh", name_en AS "nameEn"
         FROM category ORDER BY code`,
    );
  }

  regions(): Promise<ReferenceRow[]> {
    return this.database.query(
      `SELECT code, parent_code AS "parentCode", name_zh AS "nameZh", name_en AS "nameEn"
         FROM region ORDER BY code`,
    );
  }
}
