import { defineNotices } from '../notifications/index.js';

export const personalDataNotices = defineNotices('personal-data', {
  export_ready: {
    en: 'The export of your data is ready: {name}. Download it soon, it is not kept for long.',
    zh: '您的数据导出已完成：{name}。文件保留时间有限，请尽快下载。',
  },
});
