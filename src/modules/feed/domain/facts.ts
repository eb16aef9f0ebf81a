/** Money and other decimals are exact texts; bigints too. Dates are business dates. */
export interface FactFilter {
  readonly merchantId: string;
  /** Both days included. */
  readonly from: string;
  readonly to: string;
}

export interface MerchantDay {
  readonly merchantId: string;
  readonly date: string;
  readonly paidGmv: string;
  /** Null when the platform did not tell them apart: then all of it counts as live. */
  readonly livePaidGmv: string | null;
  readonly refundedGmv: string;
  readonly orders: number;
  readonly buyers: number;
  readonly newBuyers: number;
  readonly repeatBuyers: number;
  readonly exposures: string;
  readonly entries: string;
  readonly watchMinutes: string;
  readonly liveMinutes: string;
  readonly videosPublished: number;
  readonly fansGained: number;
  readonly fansLost: number;
  readonly adSpend: string;
  readonly adGmv: string;
  readonly listedSkus: number;
  readonly activeSkus: number;
  readonly shippedTotal: number;
  readonly shippedOnTime: number;
  readonly complaints: number;
  readonly ratingSum: string;
  readonly ratingCount: number;
  readonly loadNumber: string;
}

export interface LiveSession {
  readonly merchantId: string;
  readonly sessionId: string;
  readonly sessionCode: string;
  readonly businessDate: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly targetGmv: string;
  readonly paidGmv: string;
  readonly refundedGmv: string;
  readonly orders: number;
  readonly buyers: number;
  readonly newBuyers: number;
  readonly exposures: string;
  readonly entries: string;
  readonly watchMinutes: string;
  readonly peakViewers: number;
  readonly averageViewers: string;
  readonly reservations: number;
  readonly fansGained: number;
  readonly fansLost: number | null;
  readonly adSpend: string;
  readonly adGmv: string;
  readonly topBuyerGmv: string;
  readonly top10BuyerGmv: string | null;
  readonly refunded24hGmv: string | null;
  readonly loadNumber: string;
}
