import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';

export const exportErrors = errorCatalogue({
  ALREADY_RUNNING: {
    en: 'An export of yours is being made. Wait for its job to end, then download its file.',
    zh: '您的数据正在导出，请等待任务完成后下载文件。',
  },
});
