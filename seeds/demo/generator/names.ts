import type { MerchantKind, ProviderFocus } from './economy.js';
import type { RandomStream } from './random-stream.js';

/**
 * Invented names. Companies carry places that exist on no map and people carry surnames that are no
 * surnames, so that nobody real can be meant.
 */

const FIRST = [...'云雾星岚鲸霁栖槐鹿萤澄砚浮青朔弥绛汀苔棠鸢溯琥珀昙遥漪霜蓼穗'];
const SECOND = [...'屿汐渡壑棠野舟笺浦岬原隅川坞渚陌禾砂峤谣铃茧麓珂渊潮壤帆巷萝'];
const THIRD = [
  '里',
  '集',
  '坊',
  '记',
  '家',
  '社',
  '行',
  '铺',
  '间',
  '造',
  '屋',
  '选',
  '物',
  '匠',
  '苑',
  '谷',
];
const SHOP: Record<MerchantKind, readonly string[]> = {
  HOST: ['姐姐直播间', '大叔严选', '小妹日常', '探店', '好物分享', '生活馆'],
  BRAND: ['官方旗舰店', '品牌店', '旗舰店'],
  QUICK_BRAND: ['优选', '新品牌店', '研究所', '实验室'],
  FACTORY: ['源头工厂', '产业带直供', '厂家直营', '合作社'],
};
const COMPANY: Record<ProviderFocus, readonly string[]> = {
  MCN: ['红人文化传媒有限公司', '直播文化传媒有限公司', '内容科技有限公司'],
  INDUSTRIAL_BELT: ['产业带供应链有限公司', '产业服务有限公司', '数字供应链有限公司'],
  BRAND: ['品牌管理有限公司', '电子商务有限公司', '品牌数字科技有限公司'],
};
const SURNAMES = ['云岫', '星野', '青岚', '雾山', '鹿鸣', '霜林', '栖川', '汀兰', '澄江', '朔方'];
const GIVEN = [...'晓禾屿安宁远舟言知微如一念夏秋冬辰朗溪山月白洛清乔木苏和予乐'];

function place(random: RandomStream): string {
  return random.pick(FIRST) + random.pick(SECOND);
}

export function merchantName(random: RandomStream, kind: MerchantKind, noun: string): string {
  return `${place(random)}${random.pick(THIRD)}${noun}${random.pick(SHOP[kind])}`;
}

export function providerName(random: RandomStream, focus: ProviderFocus): string {
  return `${place(random)}${random.pick(COMPANY[focus])}`;
}

export function operatorName(random: RandomStream): string {
  return random.pick(SURNAMES) + random.pick(GIVEN) + random.pick(GIVEN);
}
