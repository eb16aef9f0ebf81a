import {
  Args,
  Context as GraphqlContextParameter,
  Field,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import { toConnection } from '../../../graphql/connection.js';
import { badInput } from '../../../graphql/errors.js';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { Selected } from '../../../graphql/selection.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import { Requires } from '../../platform/access/requires.decorator.js';
import { Context } from '../../platform/context/context.decorator.js';
import type { RequestContext } from '../../platform/context/request-context.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import { inLocale, type Locale } from '../../platform/kernel/result.js';
import { certificatePermissions } from '../certificates.permissions.js';
import { LookupsExhausted } from '../domain/lookups-exhausted.js';
import { verificationText } from '../domain/verification-text.js';
import { IssuerKeyService } from '../issuer-key.service.js';
import {
  LookupService,
  VERIFICATION_OUTCOMES,
  type PublicCertificate,
  type VerificationOutcome,
} from '../lookup.service.js';
import { CertificateVerificationsArgs, RotateIssuerKeyInput } from './certificate.input.js';
import { IssuerKeyType, toIssuerKeyType, VerificationCountConnection } from './certificate.type.js';

const VerificationOutcomeEnum = enumOf(VERIFICATION_OUTCOMES, {
  name: 'CertificateVerificationOutcome',
  description:
    'VALID, EXPIRED, SUSPENDED and REVOKED are genuine certificates as they stand now; the others are not.',
});

@ObjectType({ description: 'What everybody may read of a certificate.' })
class PublicCertificateType {
  @Field() number!: string;
  @Field({ description: 'The public page.' }) url!: string;
  @Field() level!: string;
  @Field({ description: 'The level in the language of Accept-Language.' }) levelName!: string;
  @Field() issuer!: string;
  @Field(() => String, { nullable: true, description: 'As the holder agreed to show it.' })
  holderName!: string | null;
  @Field(() => String, { nullable: true, description: 'Today’s, if the holder shows it.' })
  employer!: string | null;
  @Field({
    description:
      'Whether today’s employer is delisted from public verification because of a violation. Its name is not shown then.',
  })
  employerDelisted!: boolean;
  @Field(() => DateScalar) issuedOn!: BusinessDate;
  @Field(() => DateScalar, { description: 'The last valid day.' }) validUntil!: BusinessDate;
  @Field(() => DateScalar, { nullable: true }) revokedOn!: BusinessDate | null;
}

@ObjectType({ description: 'The answer to whether a certificate is real and still valid.' })
class CertificateVerification {
  @Field(() => VerificationOutcomeEnum) outcome!: VerificationOutcome;
  @Field({ description: 'The outcome as a sentence, in the language of Accept-Language.' })
  message!: string;
  @Field(() => PublicCertificateType, { nullable: true })
  certificate!: PublicCertificateType | null;
}

@Resolver()
export class VerificationResolver {
  constructor(
    private readonly lookups: LookupService,
    private readonly keys: IssuerKeyService,
  ) {}

  @Query(() => CertificateVerification, {
    description:
      'Is this certificate real and still valid? Takes its number, its page’s address, the credential (JSON) or the token. Needs no login.',
  })
  @Requires(certificatePermissions.verify)
  async verifyCertificate(
    @Context() context: RequestContext,
    @GraphqlContextParameter() graphql: GraphqlContext,
    @Args('numberOrToken') text: string,
  ): Promise<CertificateVerification> {
    if (text.trim() === '') throw badInput('Give a number, a credential or a token.');
    try {
      const found = await this.lookups.verify(context, graphql.request.ip, text);
      const { outcome, certificate } = found;
      const message = inLocale(verificationText[outcome], context.locale);
      const shown = certificate ? toPublicType(certificate, context.locale) : null;
      return { outcome, message, certificate: shown };
    } catch (error) {
      if (!(error instanceof LookupsExhausted)) throw error;
      throw new GraphQLError(error.message, { extensions: { code: 'RATE_LIMITED' } });
    }
  }

  @Query(() => VerificationCountConnection, {
    description: 'How often a certificate was looked at, by day, latest first. Never by whom.',
  })
  @Requires(certificatePermissions.readVerifications)
  async certificateVerifications(
    @Context() context: RequestContext,
    @Args() { certificateId, ...page }: CertificateVerificationsArgs,
    @Selected() selected: ReadonlySet<string>,
  ): Promise<VerificationCountConnection> {
    const id = uuidOf('Certificate', certificateId);
    const found = await this.lookups.counts(context, id, page, selected.has('totalCount'));
    return toConnection(found, (row) => row);
  }

  @Query(() => [IssuerKeyType], { description: 'The issuer’s keys, oldest first.' })
  @Requires(certificatePermissions.manageKeys)
  async issuerKeys(): Promise<IssuerKeyType[]> {
    return (await this.keys.history()).map(toIssuerKeyType);
  }

  @Mutation(() => [IssuerKeyType], {
    description: 'Put a new signing key in place. Certificates signed before stay verifiable.',
  })
  @Requires(certificatePermissions.manageKeys)
  async rotateIssuerKey(
    @Context() context: RequestContext,
    @Args('input') { reason }: RotateIssuerKeyInput,
  ): Promise<IssuerKeyType[]> {
    return (await this.keys.rotate(context, reason)).map(toIssuerKeyType);
  }
}

function toPublicType(certificate: PublicCertificate, locale: Locale): PublicCertificateType {
  const { number, url, level, issuer, issuedOn, validUntil } = certificate;
  return {
    number,
    url,
    issuedOn,
    validUntil,
    level: level.code,
    levelName: inLocale(level.name, locale),
    issuer: inLocale(issuer, locale),
    holderName: certificate.holderName ?? null,
    employer: certificate.employer ?? null,
    employerDelisted: certificate.employerDelisted,
    revokedOn: certificate.revokedOn ?? null,
  };
}
