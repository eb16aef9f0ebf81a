import { publicId } from '../../dist/src/modules/platform/kernel/ids.js';

/**
 * Of the demonstration: the provider and the merchant whose accounts the seed makes, about whom the queries ask.
 *
 * @param owner a connected pg client
 * @returns what variables are made of, and the claims of each caller's access token
 */
export async function findSubjects(owner) {
  const { rows } = await owner.query(
    `SELECT m.role, m.id, m.account_id, m.provider_id, m.merchant_id FROM membership m
      WHERE m.role IN ('ADMINISTRATOR', 'PROVIDER_OWNER', 'MERCHANT_OWNER') AND m.ended_at IS NULL`,
  );
  const of = (role) => rows.find((row) => row.role === role);
  const claims = (role) => {
    const { id, account_id: sub, provider_id: provider, merchant_id: merchant } = of(role);
    return {
      sub,
      membership: id,
      role,
      ...(provider && { provider }),
      ...(merchant && { merchant }),
    };
  };
  const providerId = of('PROVIDER_OWNER').provider_id;
  const merchantId = of('MERCHANT_OWNER').merchant_id;
  const merchant = (
    await owner.query('SELECT name, category_code FROM merchant WHERE id = $1', [merchantId])
  ).rows[0];
  const days = (
    await owner.query(
      `SELECT min(business_date)::text AS "from", max(business_date)::text AS "to" FROM live_session
        WHERE merchant_id = $1`,
      [merchantId],
    )
  ).rows[0];
  return {
    ids: {
      providerId: publicId('Provider', providerId),
      merchantId: publicId('Merchant', merchantId),
      categoryCode: merchant.category_code,
      // Two characters: the shortest that the index on pairs of characters serves.
      partOfName: [...merchant.name].slice(0, 2).join(''),
      ...days,
    },
    claims: {
      staff: claims('ADMINISTRATOR'),
      provider: claims('PROVIDER_OWNER'),
      merchant: claims('MERCHANT_OWNER'),
    },
  };
}
