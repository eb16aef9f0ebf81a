import { createHash } from 'node:crypto';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import type { PublicCertificate } from '../lookup.service.js';
import { html, Html } from './html.js';
import { pageTexts } from './page-texts.js';
import { qrCode } from './qr-code.js';

const STYLE = `
:root { color-scheme: light dark; --line: #c9d1d9; --soft: #57606a; }
body { margin: 0 auto; max-width: 46rem; padding: 1rem; line-height: 1.6;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif; }
header { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; flex-wrap: wrap; }
.state { border: 3px solid; border-radius: .5rem; padding: .75rem 1rem; font-size: 1.25rem; }
.state strong { display: block; font-size: 1.6rem; }
.VALID { border-color: #1a7f37; } .EXPIRED { border-color: #9a6700; }
.SUSPENDED { border-color: #bc4c00; } .REVOKED { border-color: #cf222e; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .4rem 1.5rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { :root { --line: #444c56; --soft: #adbac7; } }
pre { overflow-x: auto; border: 1px solid var(--line); padding: .75rem; border-radius: .4rem; }
.qr { background: #fff; width: 10rem; height: 10rem; } a:focus-visible { outline: 3px solid; outline-offset: 2px; }
`;

/** Nothing but the page's own style: no script, no frame, nothing from elsewhere. */
export const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  `img-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

export function certificatePage(
  certificate: PublicCertificate,
  now: Date,
  locale: Locale,
  origin: string,
): string {
  const t = pageTexts[locale];
  const { number, state } = certificate;
  const base = `/c/${number}`;
  const level = inLocale(certificate.level.name, locale);
  const { size, d } = qrCode(certificate.url);
  const rows: (readonly [string, string | Html])[] = [
    [t.holder, certificate.holderName ?? t.nameHidden],
    [t.level, level],
    [t.issuer, inLocale(certificate.issuer, locale)],
    [t.number, number],
    [t.issuedOn, time(certificate.issuedOn)],
    [t.validUntil, time(certificate.validUntil)],
  ];
  if (certificate.revokedOn !== undefined) rows.push([t.revokedOn, time(certificate.revokedOn)]);
  if (certificate.employerDelisted) {
    rows.push([t.employer, t.employerDelisted]);
  } else if (certificate.employer !== undefined) {
    rows.push([t.employer, certificate.employer ?? t.noEmployer]);
  }
  const downloads = [
    ['credential.json', t.downloadJson],
    ['credential.jwt', t.downloadToken],
    ['badge.svg', t.downloadSvg],
    ['badge.png', t.downloadPng],
    ['certificate.pdf', t.downloadPdf],
  ] as const;
  const { suspension, revocation } = certificate.statusLists;
  const body = html`<main>
    <p class="state ${state}" role="status">
      <strong>${t.state[state]}</strong>${t.stateMeaning[state]}<br />
      <small>${t.asOf} <time datetime="${now.toISOString()}">${localTime(now)}</time></small>
    </p>
    <dl>
      ${rows.map(
        ([term, value]) =>
          html`<dt>${term}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>
    <svg class="qr" viewBox="0 0 ${String(size)} ${String(size)}" role="img" aria-label="${t.qr}">
      <path d="${d}" fill="#000" />
    </svg>
    <section aria-labelledby="downloads">
      <h2 id="downloads">${t.downloads}</h2>
      <ul>
        ${downloads.map(([file, text]) => html`<li><a href="${base}/${file}">${text}</a></li>`)}
      </ul>
    </section>
    <section aria-labelledby="check">
      <h2 id="check">${t.checkYourself}</h2>
      <ol>
        <li>
          ${t.checkSteps[0]!}
          <ul>
            <li>${t.keys}: <a href="/.well-known/did.json">${origin}/.well-known/did.json</a></li>
            <li>
              ${t.statusLists}: <a href="${suspension}">${suspension}</a>,
              <a href="${revocation}">${revocation}</a>
            </li>
          </ul>
        </li>
        <li>
          ${t.checkSteps[1]!}
          <pre><code>npm run cli -- certificate verify credential.json --keys did.json --status suspension --status revocation</code></pre>
        </li>
        <li>${t.checkSteps[2]!}</li>
      </ol>
    </section>
  </main>`;
  return page({ locale, path: base, title: `${t.title} ${number}`, heading: level, body });
}

/** A page that only says something: not found, or asked too often. */
export function messagePage(locale: Locale, title: string, message: string): string {
  const body = html`<main><p>${message}</p></main>`;
  return page({ locale, path: '', title, heading: title, body });
}

function page(content: {
  readonly locale: Locale;
  readonly path: string;
  readonly title: string;
  readonly heading: string;
  readonly body: Html;
}): string {
  const { locale, path, title, heading, body } = content;
  const other = locale === 'en' ? 'zh-CN' : 'en';
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${heading}</h1>
          <nav>
            <a href="${path}?lang=${other}" lang="${other}" hreflang="${other}"
              >${pageTexts[locale].otherLanguage}</a
            >
          </nav>
        </header>
        ${body}
      </body>
    </html>`.markup;
}

function time(date: string): Html {
  return html`<time datetime="${date}">${date}</time>`;
}

/** Wall-clock time in Shanghai, where the platform keeps its books. */
function localTime(now: Date): string {
  const text = now.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return `${text} (UTC+8)`;
}
