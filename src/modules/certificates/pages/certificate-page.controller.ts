import { Controller, Get, Header, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import type { Locale } from '../../platform/kernel/result.js';
import { certificatePermissions } from '../certificates.permissions.js';
import { bakePng, bakeSvg } from '../credential/baked-image.js';
import { LookupsExhausted } from '../domain/lookups-exhausted.js';
import { IssuerKeyService } from '../issuer-key.service.js';
import { LookupService } from '../lookup.service.js';
import { badgePng, badgeSvg } from './badge-image.js';
import { certificatePage, CONTENT_SECURITY_POLICY, messagePage } from './certificate-page.js';
import { certificatePdf } from './certificate-pdf.js';
import { pageLocale, pageTexts } from './page-texts.js';

/** A signed certificate and who asks for it, as the downloads need it. */
type Document = NonNullable<Awaited<ReturnType<LookupService['document']>>>;

/** The public page of a certificate and its files: for everybody, without a login. */
@Controller('c/:number')
export class CertificatePageController {
  constructor(
    private readonly lookups: LookupService,
    private readonly keys: IssuerKeyService,
  ) {}

  @Get()
  @Requires(certificatePermissions.verify)
  async page(
    @Context() { now, locale: preferred }: RequestContext,
    @Param('number') number: string,
    @Query('lang') lang: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const locale = pageLocale(lang, preferred);
    await this.answer(reply, locale, async () => {
      const certificate = await this.lookups.byNumber(now, request.ip, number, 'PAGE');
      if (!certificate) return undefined;
      const page = certificatePage(certificate, now, locale, this.keys.origin);
      return { type: 'text/html; charset=utf-8', body: page };
    });
  }

  @Get('credential.json')
  @Header('access-control-allow-origin', '*')
  @Requires(certificatePermissions.verify)
  async credential(
    @Context() context: RequestContext,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.download(context, request, reply, number, 'json', ({ credential }) =>
      Promise.resolve({ type: 'application/vc', body: credential }),
    );
  }

  @Get('credential.jwt')
  @Header('access-control-allow-origin', '*')
  @Requires(certificatePermissions.verify)
  async token(
    @Context() context: RequestContext,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.download(context, request, reply, number, 'jwt', ({ token }) =>
      Promise.resolve({ type: 'application/vc+jwt', body: token }),
    );
  }

  @Get('badge.svg')
  @Requires(certificatePermissions.verify)
  async svg(
    @Context() context: RequestContext,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.download(context, request, reply, number, 'svg', async (document) => ({
      type: 'image/svg+xml; charset=utf-8',
      body: bakeSvg(await badgeOf(document), document.credential),
    }));
  }

  @Get('badge.png')
  @Requires(certificatePermissions.verify)
  async png(
    @Context() context: RequestContext,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.download(context, request, reply, number, 'png', async (document) => ({
      type: 'image/png',
      body: bakePng(await badgePng(await badgeOf(document)), document.credential),
    }));
  }

  @Get('certificate.pdf')
  @Requires(certificatePermissions.verify)
  async pdf(
    @Context() context: RequestContext,
    @Param('number') number: string,
    @Query('lang') lang: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const locale = pageLocale(lang, context.locale);
    await this.download(context, request, reply, number, 'pdf', async (document) => ({
      type: 'application/pdf',
      body: await certificatePdf(document.certificate, document.credential, context.now, locale),
    }));
  }

  private async download(
    { now, locale }: RequestContext,
    request: FastifyRequest,
    reply: FastifyReply,
    number: string,
    extension: string,
    render: (document: Document) => Promise<{ type: string; body: string | Buffer }>,
  ): Promise<void> {
    await this.answer(reply, locale, async () => {
      const document = await this.lookups.document(now, request.ip, number);
      if (!document) return undefined;
      const name = `${document.certificate.number}.${extension}`;
      void reply.header('content-disposition', `inline; filename="${name}"`);
      return render(document);
    });
  }

  /** Sends what was found, or the page that says why there is nothing. */
  private async answer(
    reply: FastifyReply,
    locale: Locale,
    find: () => Promise<{ type: string; body: string | Buffer } | undefined>,
  ): Promise<void> {
    void reply.headers({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      // The state of this moment is never kept for later.
      'cache-control': 'no-store',
      'content-language': locale,
      vary: 'accept-language',
    });
    const texts = pageTexts[locale];
    const refuse = (status: number, title: string, message: string) =>
      reply
        .status(status)
        .type('text/html; charset=utf-8')
        .send(messagePage(locale, title, message));
    try {
      const found = await find();
      if (found) await reply.type(found.type).send(found.body);
      else await refuse(404, texts.notFoundTitle, texts.notFound);
    } catch (error) {
      if (!(error instanceof LookupsExhausted)) throw error;
      void reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
      await refuse(429, texts.tooManyTitle, texts.tooMany);
    }
  }
}

function badgeOf({ certificate }: Document): Promise<string> {
  const { level, issuer, number } = certificate;
  return badgeSvg({ level: level.name, issuer, number });
}
