import {
  Args,
  Field,
  ID,
  Mutation,
  ObjectType,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { toConnection } from '../../../graphql/connection.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { NodeRegistry } from '../../../graphql/node-registry.js';
import { uuidOf } from '../../../graphql/node.js';
import { Selected } from '../../../graphql/selection.js';
import { toPayload, UserErrorType } from '../../../graphql/user-error.js';
import { holds } from '../../platform/access/permissions.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import { mapValues } from '../../platform/kernel/map-values.js';
import type { Result } from '../../platform/kernel/result.js';
import { CertificateDeskService } from '../certificate-desk.service.js';
import { CertificateSigner } from '../certificate-signer.js';
import type { CertificateRow } from '../certificate.store.js';
import { certificatePermissions } from '../certificates.permissions.js';
import { issueCertificateErrors, renewCertificateErrors } from '../domain/issue-certificate.js';
import { ruleCertificateErrors, type RulingKind } from '../domain/rule-certificate.js';
import {
  CertificateConsentInput,
  CertificatesArgs,
  IssueCertificateInput,
  RenewCertificateInput,
  RevokeCertificateInput,
  RuleCertificateInput,
  toFilter,
} from './certificate.input.js';
import {
  CertificateConnection,
  CertificateRulingType,
  CertificateType,
  toCertificateType,
  toRulingType,
} from './certificate.type.js';

const IssueCertificateError = UserErrorType('IssueCertificate', issueCertificateErrors);
const RenewCertificateError = UserErrorType('RenewCertificate', renewCertificateErrors);
const RuleCertificateError = UserErrorType('RuleCertificate', ruleCertificateErrors);

@ObjectType({ description: 'The certificate issued, or what was wrong with the call.' })
class IssueCertificatePayload {
  @Field(() => CertificateType, { nullable: true }) certificate?: CertificateType;
  @Field(() => [IssueCertificateError]) userErrors!: InstanceType<typeof IssueCertificateError>[];
}

@ObjectType({ description: 'The certificate with its new term, or what was wrong with the call.' })
class RenewCertificatePayload {
  @Field(() => CertificateType, { nullable: true }) certificate?: CertificateType;
  @Field(() => [RenewCertificateError]) userErrors!: InstanceType<typeof RenewCertificateError>[];
}

@ObjectType({ description: 'The certificate as it stands now, or what was wrong with the call.' })
class RuleCertificatePayload {
  @Field(() => CertificateType, { nullable: true }) certificate?: CertificateType;
  @Field(() => [RuleCertificateError]) userErrors!: InstanceType<typeof RuleCertificateError>[];
}

@Resolver(() => CertificateType)
export class CertificateResolver {
  private readonly pageUrlOf: (number: string) => string;

  constructor(
    private readonly desk: CertificateDeskService,
    signer: CertificateSigner,
    nodes: NodeRegistry,
  ) {
    this.pageUrlOf = (number) => signer.pageUrlOf(number);
    nodes.register('Certificate', {
      typeName: 'Certificate',
      fetch: async (context, ids) =>
        holds(context, certificatePermissions.read)
          ? mapValues(await desk.byIds(context, ids), this.toType(context))
          : new Map(),
    });
  }

  @Query(() => CertificateConnection, {
    description:
      'Certificates: staff see all, companies those of the operators they employ today, operators their own.',
  })
  @Requires(certificatePermissions.read)
  async certificates(
    @Context() context: RequestContext,
    @Args() { filter, orderBy, ...page }: CertificatesArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<CertificateConnection> {
    const conditions = toFilter(filter ?? {});
    const total = selected.has('totalCount');
    const found = await this.desk.page(context, conditions, orderBy, page, total);
    return toConnection(found, this.toType(context));
  }

  @Query(() => CertificateType, { nullable: true, description: 'One certificate, or null.' })
  @Requires(certificatePermissions.read)
  async certificate(
    @Context() context: RequestContext,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<CertificateType | null> {
    const uuid = uuidOf('Certificate', id);
    const row = (await this.desk.byIds(context, [uuid])).get(uuid);
    return row ? this.toType(context)(row) : null;
  }

  @ResolveField(() => [CertificateRulingType], { description: 'What was ruled, in order.' })
  async rulings(
    certificate: CertificateType,
    _arguments: unknown,
    graphql: GraphqlContext,
  ): Promise<CertificateRulingType[]> {
    const rows = await graphql
      .loader('rulingsOfCertificates', (ids) => this.desk.rulings(ids))
      .load(uuidOf('Certificate', certificate.id));
    return (rows ?? []).map(toRulingType);
  }

  @Mutation(() => IssueCertificatePayload, {
    description: 'Issue and sign a certificate. The same entitlement again gives the same one.',
  })
  @Requires(certificatePermissions.issue)
  async issueCertificate(
    @Context() context: RequestContext,
    @Args('input') { operatorId, ...input }: IssueCertificateInput,
  ): Promise<IssueCertificatePayload> {
    const request = { ...input, operatorId: uuidOf('Operator', operatorId) };
    return this.payload(context, await this.desk.issue(context, request));
  }

  @Mutation(() => RenewCertificatePayload, { description: 'Lengthen a certificate’s term.' })
  @Requires(certificatePermissions.issue)
  async renewCertificate(
    @Context() context: RequestContext,
    @Args('input') { certificateId, entitlement }: RenewCertificateInput,
  ): Promise<RenewCertificatePayload> {
    const command = { certificateId: uuidOf('Certificate', certificateId), entitlement };
    return this.payload(context, await this.desk.renew(context, command));
  }

  @Mutation(() => RuleCertificatePayload, {
    description: 'Suspend a certificate: for as long as it lasts nobody should accept it.',
  })
  @Requires(certificatePermissions.rule)
  async suspendCertificate(
    @Context() context: RequestContext,
    @Args('input') input: RuleCertificateInput,
  ): Promise<RuleCertificatePayload> {
    return this.rule(context, 'SUSPENDED', input);
  }

  @Mutation(() => RuleCertificatePayload, { description: 'End the suspension of a certificate.' })
  @Requires(certificatePermissions.rule)
  async liftCertificateSuspension(
    @Context() context: RequestContext,
    @Args('input') input: RuleCertificateInput,
  ): Promise<RuleCertificatePayload> {
    return this.rule(context, 'LIFTED', input);
  }

  @Mutation(() => RuleCertificatePayload, {
    description: 'Make a certificate void for ever, from a day on.',
  })
  @Requires(certificatePermissions.rule)
  async revokeCertificate(
    @Context() context: RequestContext,
    @Args('input') input: RevokeCertificateInput,
  ): Promise<RuleCertificatePayload> {
    return this.rule(context, 'REVOKED', input);
  }

  @Mutation(() => CertificateType, {
    description:
      'Decide what your certificate shows to everybody. It is signed anew with just that.',
  })
  @Requires(certificatePermissions.consent)
  async setCertificateConsent(
    @Context() context: RequestContext,
    @Args('input') { certificateId, ...consent }: CertificateConsentInput,
  ): Promise<CertificateType> {
    const id = uuidOf('Certificate', certificateId);
    return this.toType(context)(await this.desk.setConsent(context, id, { ...consent }));
  }

  private async rule(
    context: RequestContext,
    kind: RulingKind,
    { certificateId, ...ruling }: RevokeCertificateInput,
  ): Promise<RuleCertificatePayload> {
    const id = uuidOf('Certificate', certificateId);
    const command = { ...ruling, kind, certificateId: id };
    return this.payload(context, await this.desk.rule(context, command));
  }

  private payload(context: RequestContext, result: Result<CertificateRow>) {
    return toPayload(result, context.locale, 'certificate', this.toType(context));
  }

  private toType(context: RequestContext) {
    return toCertificateType(context.now, this.pageUrlOf);
  }
}
