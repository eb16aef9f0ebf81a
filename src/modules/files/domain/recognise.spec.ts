import fc from 'fast-check';
import {
  sampleJpeg,
  samplePdf,
  samplePng,
  sampleWebp,
  sampleWorkbook,
  sampleZip,
} from '../../../../test/support/sample-files.js';
import { recognise } from './recognise.js';
import { ContentWatcher } from './seen-content.js';

const limits = { maximumUnpackedBytes: 1_000_000, maximumExpansion: 100 };

function typeOf(content: Buffer, name = 'x', piece = content.length || 1) {
  const watcher = new ContentWatcher();
  for (let at = 0; at < content.length; at += piece) watcher.add(content.subarray(at, at + piece));
  const recognised = recognise(watcher.seen(name), limits);
  return recognised.ok ? recognised.mediaType : recognised.fault;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const real: readonly (readonly [string, Buffer, string])[] = [
  ['application/pdf', samplePdf(), 'a.pdf'],
  ['image/png', samplePng(), 'a.png'],
  ['image/jpeg', sampleJpeg(), 'a.jpg'],
  ['image/webp', sampleWebp(), 'a.webp'],
  [XLSX, sampleWorkbook(), 'a.xlsx'],
  ['text/plain', Buffer.from('会议记录\r\n1 < 2\n'), 'a.txt'],
  ['text/csv', Buffer.from('\ufeff姓名,数量\n张三,2\n'), 'a.CSV'],
];

describe('what a file is', () => {
  it.each(real)('is %s by its bytes', (type, content, name) => {
    expect(typeOf(content, name)).toBe(type);
    // Only text, which has no signature, listens to its name.
    if (!type.startsWith('text/')) expect(typeOf(content, 'a.html')).toBe(type);
  });

  it.each(real)('is %s however the bytes arrive', (type, content, name) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (piece) => {
        expect(typeOf(content, name, piece)).toBe(type);
      }),
    );
  });

  it.each(real.filter(([type]) => !type.startsWith('text/')))(
    'is damaged when a %s is cut off or has something behind its end',
    (_, content) => {
      const binary = Buffer.from([0, 1, 2, 0xff]);
      expect(typeOf(content.subarray(0, -3))).toBe('DAMAGED');
      expect(typeOf(Buffer.concat([content, Buffer.from('<script>1</script>')]))).toBe('DAMAGED');
      expect(typeOf(Buffer.concat([content, binary]))).toBe('DAMAGED');
    },
  );

  it.each([
    ['HTML', Buffer.from('<!DOCTYPE html><script>alert(1)</script>')],
    ['HTML behind spaces', Buffer.from('\n\n   <html>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['XML', Buffer.from('<?xml version="1.0"?><svg/>')],
    ['a script', Buffer.from('#!/bin/sh\nrm -rf /\n')],
    ['RTF', Buffer.from('{\\rtf1 x}')],
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
    ['GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')],
    ['text that is not UTF-8', Buffer.from([0xd5, 0xc5, 0xc8, 0xfd])],
    ['text with NUL', Buffer.from('a\0b')],
    ['text that ends inside a character', Buffer.from('张三').subarray(0, 5)],
    ['another archive', sampleZip({ 'a.txt': 'x' })],
    ['a document with macros', sampleWorkbook({ 'xl/vbaProject.bin': 'x' })],
    ['a workbook that carries a program', sampleWorkbook({ 'xl/a.exe': 'MZ' })],
    ['a workbook with a path upwards', sampleWorkbook({ '../../etc/cron.d/x': 'x' })],
  ])('is none that is taken: %s', (_, content) => {
    expect(typeOf(content, 'a.csv')).toBe('UNKNOWN_TYPE');
  });

  it('is a bomb when it unpacks to too much, by size or by ratio', () => {
    const zeros = (bytes: number) => sampleWorkbook({ 'xl/big.xml': Buffer.alloc(bytes) });
    expect(typeOf(zeros(1_000_001))).toBe('UNPACKS_TOO_LARGE');
    expect(typeOf(zeros(300_000))).toBe('UNPACKS_TOO_LARGE');
    expect(typeOf(zeros(20_000))).toBe(XLSX);
  });

  it('never breaks, whatever comes', () => {
    const heads = fc.constantFrom(...real.map(([, content]) => content));
    const hostile = fc
      .tuple(heads, fc.nat(300), fc.uint8Array({ maxLength: 300 }))
      .map(([content, keep, noise]) => Buffer.concat([content.subarray(0, keep), noise]));
    fc.assert(fc.property(hostile, (content) => expect(typeof typeOf(content)).toBe('string')));
  });
});
