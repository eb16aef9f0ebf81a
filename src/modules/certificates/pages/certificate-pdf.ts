import PDFDocument from 'pdfkit';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import type { PublicCertificate } from '../lookup.service.js';
import { outlineOf, type Weight } from './glyph-outlines.js';
import { pageTexts } from './page-texts.js';
import { qrCode } from './qr-code.js';

/** A4 across, in points. */
const WIDTH = 841.89;
const HEIGHT = 595.28;

/**
 * The certificate for printing, tagged for screen readers, with the signed credential attached. It carries no
 * state: paper can't know it, so it says where to ask, in words and as a QR code.
 */
export async function certificatePdf(
  certificate: PublicCertificate,
  credential: string,
  signedAt: Date,
  locale: Locale,
): Promise<Buffer> {
  const t = pageTexts[locale];
  const document = new PDFDocument({
    size: [WIDTH, HEIGHT],
    margin: 0,
    // No font of PDFKit's own: all text is outlines with the real text beside them.
    font: '',
    pdfVersion: '1.7',
    tagged: true,
    lang: locale,
    displayTitle: true,
    info: {
      Title: `${t.title} ${certificate.number}`,
      Author: inLocale(certificate.issuer, locale),
      CreationDate: signedAt,
      ModDate: signedAt,
    },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });

  document
    .rect(18, 18, WIDTH - 36, HEIGHT - 36)
    .lineWidth(3)
    .stroke('#d8b45a');
  document
    .rect(26, 26, WIDTH - 52, HEIGHT - 52)
    .lineWidth(1)
    .stroke('#14324a');
  const centre = { x: WIDTH / 2, align: 'centre' } as const;
  const level = inLocale(certificate.level.name, locale);
  await write(document, 'P', inLocale(certificate.issuer, locale), { ...centre, y: 92, size: 18 });
  await write(document, 'H1', level, { ...centre, y: 158, size: 42, weight: 700 });
  const holder = certificate.holderName ?? t.nameHidden;
  const holderSize = certificate.holderName === undefined ? 20 : 34;
  await write(document, 'P', holder, { ...centre, y: 232, size: holderSize, weight: 700 });
  const description = inLocale(certificate.level.description, locale);
  await write(document, 'P', description, { ...centre, y: 276, size: 14 });

  const lines = [
    `${t.number}  ${certificate.number}`,
    `${t.issuedOn}  ${certificate.issuedOn}`,
    `${t.validUntil}  ${certificate.validUntil}`,
    certificate.url,
  ];
  for (const [i, line] of lines.entries()) {
    await write(document, 'P', line, { x: 90, align: 'left', y: 400 + i * 30, size: 15 });
  }
  drawQrCode(document, certificate.url, t.qr, { x: WIDTH - 250, y: 352, side: 160 });
  document.file(Buffer.from(credential), {
    name: 'credential.json',
    type: 'application/json',
    description: t.downloadJson,
    creationDate: signedAt,
    modifiedDate: signedAt,
  });
  document.end();
  return done;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly align: 'left' | 'centre';
  readonly weight?: Weight;
}

async function write(
  document: PDFKit.PDFDocument,
  role: 'H1' | 'P',
  text: string,
  { x, y, size, align, weight = 400 }: Place,
): Promise<void> {
  const { d, width } = await outlineOf(text, size, weight);
  const scale = Math.min(1, (WIDTH - 120) / width);
  const left = align === 'left' ? x : x - (width * scale) / 2;
  const element = document.struct(role, { actual: text }, () => {
    document.save().translate(left, y).scale(scale).path(d).fill('#14324a').restore();
  });
  document.addStructure(element);
  element.end();
}

function drawQrCode(
  document: PDFKit.PDFDocument,
  text: string,
  alt: string,
  { x, y, side }: { x: number; y: number; side: number },
): void {
  const { size, d } = qrCode(text);
  const figure = document.struct('Figure', { alt }, () => {
    document
      .save()
      .translate(x, y)
      .scale(side / size)
      .path(d)
      .fill('#000000')
      .restore();
  });
  document.addStructure(figure);
  figure.end();
}
