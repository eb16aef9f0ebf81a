import {
  Controller,
  Get,
  Header,
  NotFoundException,
  Param,
  ParseIntPipe,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { businessDateOf } from '../../platform/kernel/business-date.js';
import { PolicyService } from '../../platform/policies/policy.service.js';
import { certificatePermissions } from '../certificates.permissions.js';
import { didDocumentOf, jwkSetOf } from '../credential/issuer-keys.js';
import { STATUS_PURPOSES } from '../credential/status-list.js';
import {
  CERTIFICATES_POLICY,
  certificatesPolicySchema,
  levelOf,
} from '../domain/certificate-policy.js';
import { IssuerKeyService } from '../issuer-key.service.js';
import { StatusListService } from '../status-list.service.js';
import { badgeSvg } from './badge-image.js';

const FIVE_MINUTES = 'public, max-age=300';

/** What verifiers fetch once and keep: the issuer's keys, the status lists, the descriptions of levels. */
@Controller()
export class IssuerRecordsController {
  constructor(
    private readonly keys: IssuerKeyService,
    private readonly statusLists: StatusListService,
    private readonly policies: PolicyService,
  ) {}

  @Get('.well-known/did.json')
  @Header('content-type', 'application/did+json')
  @Header('cache-control', FIVE_MINUTES)
  @Header('access-control-allow-origin', '*')
  @Requires(certificatePermissions.publicRecords)
  async didDocument(): Promise<object> {
    return didDocumentOf(this.keys.did, await this.keys.published());
  }

  @Get('.well-known/jwks.json')
  @Header('content-type', 'application/jwk-set+json')
  @Header('cache-control', FIVE_MINUTES)
  @Header('access-control-allow-origin', '*')
  @Requires(certificatePermissions.publicRecords)
  async jwkSet(): Promise<object> {
    return jwkSetOf(await this.keys.published());
  }

  /** The signed list, as JSON with an embedded proof; as a token when asked for application/vc+jwt. */
  @Get('certificates/status/:page/:purpose')
  @Header('cache-control', FIVE_MINUTES)
  @Header('access-control-allow-origin', '*')
  @Header('vary', 'accept')
  @Requires(certificatePermissions.publicRecords)
  async statusList(
    @Context() { now }: RequestContext,
    @Param('page', ParseIntPipe) page: number,
    @Param('purpose') wanted: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const purpose = STATUS_PURPOSES.find((candidate) => candidate === wanted);
    const inRange = page > 0 && page < 2 ** 31;
    const list = purpose && inRange ? await this.statusLists.signed(page, purpose, now) : undefined;
    if (!list) throw new NotFoundException('There is no such status list.');
    const asToken = request.headers.accept?.includes('application/vc+jwt') ?? false;
    void reply.type(asToken ? 'application/vc+jwt' : 'application/vc');
    return asToken ? list.token : list.credential;
  }

  /** What a level means, in the words of the policy in force: the `achievement.id` of credentials. */
  @Get('certificates/levels/:level')
  @Header('cache-control', FIVE_MINUTES)
  @Requires(certificatePermissions.publicRecords)
  async level(@Context() { now }: RequestContext, @Param('level') code: string): Promise<object> {
    const { level } = await this.find(now, code);
    const id = `${this.keys.origin}/certificates/levels/${level.code}`;
    const { name, description, criteria } = level;
    const image = { id: `${id}/badge.svg`, type: 'Image' };
    return {
      id,
      type: ['Achievement'],
      name,
      description,
      criteria: { narrative: criteria },
      image,
    };
  }

  @Get('certificates/levels/:level/badge.svg')
  @Header('content-type', 'image/svg+xml; charset=utf-8')
  @Header('cache-control', FIVE_MINUTES)
  @Requires(certificatePermissions.publicRecords)
  async levelBadge(
    @Context() { now }: RequestContext,
    @Param('level') code: string,
  ): Promise<string> {
    const { level, issuer } = await this.find(now, code);
    return badgeSvg({ level: level.name, issuer });
  }

  private async find(now: Date, code: string) {
    const { body } = await this.policies.inForce(
      CERTIFICATES_POLICY,
      certificatesPolicySchema,
      businessDateOf(now),
    );
    const level = levelOf(body, code);
    if (!level) throw new NotFoundException('There is no such level.');
    return { level, issuer: body.issuerName };
  }
}
