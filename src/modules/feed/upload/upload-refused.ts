import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import type { UserErrorData } from '../../platform/kernel/result.js';

const uploadErrors = errorCatalogue({
  UNKNOWN_DATASET: {
    en: 'There is no dataset "{dataset}". There are: {known}.',
    zh: '没有名为“{dataset}”的数据集。可用的有：{known}。',
  },
  DATASET_FORBIDDEN: {
    en: 'You may not load {dataset}. A key needs it among its datasets; a platform’s past is loaded by administrators.',
    zh: '您无权加载 {dataset}。密钥须包含该数据集；平台历史数据仅限管理员加载。',
  },
  UNSUPPORTED_ENCODING: {
    en: 'Content-Encoding {encoding} is not understood. Send the file as it is or with gzip.',
    zh: '不支持 Content-Encoding {encoding}。请直接发送文件或使用 gzip。',
  },
  TOO_LARGE: {
    en: 'The file has more than {limit} bytes. Split it: rows of one dataset may come in several files.',
    zh: '文件超过 {limit} 字节。请拆分：同一数据集可分多个文件发送。',
  },
  TOO_LARGE_UNPACKED: {
    en: 'The file has more than {limit} bytes when unpacked. Split it: rows of one dataset may come in several files.',
    zh: '文件解压后超过 {limit} 字节。请拆分：同一数据集可分多个文件发送。',
  },
  EXPANDS_TOO_MUCH: {
    en: 'The gzip unpacks to more than {limit} times its size, which no real file does. Send it unpacked if it is real.',
    zh: '该 gzip 解压后超过原大小的 {limit} 倍，不像真实文件。如确为真实数据，请不压缩发送。',
  },
  BAD_GZIP: { en: 'The gzip is damaged. Pack the file again.', zh: 'gzip 已损坏，请重新压缩。' },
  TRUNCATED_GZIP: {
    en: 'The gzip ends too early: the file was cut off. Nothing was loaded; send it again.',
    zh: 'gzip 不完整，文件被截断。未加载任何数据，请重新发送。',
  },
  CUT_OFF: {
    en: 'The connection broke before the end of the file. Nothing was loaded; send it again.',
    zh: '连接在文件结束前中断。未加载任何数据，请重新发送。',
  },
  IDLE: {
    en: 'Nothing came for {seconds} seconds. Nothing was loaded; send the file again.',
    zh: '{seconds} 秒内未收到数据。未加载任何数据，请重新发送。',
  },
  TOO_SLOW: {
    en: 'The upload took longer than {minutes} minutes. Nothing was loaded; send smaller files.',
    zh: '上传超过 {minutes} 分钟。未加载任何数据，请拆分为更小的文件。',
  },
  BUSY: {
    en: 'As many files as possible are being received just now. Try again in a minute.',
    zh: '当前同时上传的文件已达上限，请一分钟后重试。',
  },
});

export type UploadFault = (typeof uploadErrors.codes)[number];

/** A file that is not taken, with the reason that its sender reads. Nothing of it was kept. */
export class UploadRefused extends Error {
  constructor(readonly reason: UserErrorData) {
    super(reason.message.en);
  }

  static because(
    code: UploadFault,
    parameters: Readonly<Record<string, string | number>> = {},
  ): UploadRefused {
    return new UploadRefused(uploadErrors.error(code, [], parameters));
  }
}
