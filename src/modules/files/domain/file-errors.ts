import { errorCatalogue } from '../../platform/kernel/error-catalogue.js';
import type { LocalisedText } from '../../platform/kernel/result.js';

/** To put into the error catalogue of each mutation that takes ids of stored files. */
export const FILE_ERRORS = {
  FILE_UNKNOWN: {
    en: 'The file {id} does not exist, is no longer kept, or is not yours. Upload it (POST /files) and give the id of the answer.',
    zh: '文件 {id} 不存在、已不再保存或不属于您。请先上传（POST /files），再使用返回的 id。',
  },
  FILES_TOO_MANY: {
    en: 'One object takes at most {limit} files. Leave some out.',
    zh: '每个对象最多可附 {limit} 个文件，请减少数量。',
  },
} as const satisfies Record<string, LocalisedText>;

export const attachErrors = errorCatalogue(FILE_ERRORS);

export const deleteFileErrors = errorCatalogue({
  FILE_UNKNOWN: FILE_ERRORS.FILE_UNKNOWN,
  FILE_ATTACHED: {
    en: 'The file is attached to something, and stays as evidence. Only files that wait to be attached can be deleted.',
    zh: '该文件已作为附件使用，须作为证据保留。仅可删除尚未使用的文件。',
  },
});

export const uploadErrors = errorCatalogue({
  CONTENT_TYPE: {
    en: 'Send the bytes of one file as the body, with Content-Type: application/octet-stream and its name as ?fileName=.',
    zh: '请将单个文件的字节作为请求体发送，Content-Type 为 application/octet-stream，文件名放在 ?fileName= 中。',
  },
  EMPTY: {
    en: 'The file is empty. Send its bytes as the body.',
    zh: '文件为空，请将其内容作为请求体发送。',
  },
  TOO_LARGE: {
    en: 'The file has more than {limit} bytes. Make it smaller, or split it.',
    zh: '文件超过 {limit} 字节，请压缩或拆分。',
  },
  UNKNOWN_TYPE: {
    en: 'By its content the file is none of {known} (text must be UTF-8 without markup; workbooks without macros). Convert it to one of these.',
    zh: '根据内容判断，该文件不属于以下类型：{known}（文本须为不含标记的 UTF-8；表格不得含宏）。请转换后再上传。',
  },
  DAMAGED: {
    en: 'The file is cut off or has something behind its end. Save it again and send it whole.',
    zh: '文件不完整，或末尾附有其他内容。请重新保存后完整上传。',
  },
  UNPACKS_TOO_LARGE: {
    en: 'The workbook unpacks to more than is allowed. Leave out what is not needed.',
    zh: '该表格解压后超过允许的大小，请删减内容。',
  },
  TOO_MANY_WAITING: {
    en: 'You have {limit} files waiting to be attached. Attach or delete some first; they expire after {hours} hours.',
    zh: '您已有 {limit} 个文件等待使用，请先使用或删除其中一些；它们会在 {hours} 小时后过期。',
  },
  IDLE: {
    en: 'Nothing came for {seconds} seconds. Nothing was kept; send the file again.',
    zh: '{seconds} 秒内未收到数据。未保存任何内容，请重新上传。',
  },
  TOO_SLOW: {
    en: 'The upload took longer than {minutes} minutes. Nothing was kept; send a smaller file.',
    zh: '上传超过 {minutes} 分钟。未保存任何内容，请上传更小的文件。',
  },
  CUT_OFF: {
    en: 'The connection broke before the end of the file. Nothing was kept; send it again.',
    zh: '连接在文件结束前中断。未保存任何内容，请重新上传。',
  },
});
