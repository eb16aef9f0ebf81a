import { ArgsType, Field, ID, InputType } from '@nestjs/graphql';
import { ArrayMaxSize, IsOptional, MaxLength, MinLength } from 'class-validator';
import { PageArgs } from '../../../graphql/connection.js';
import { uuidOf } from '../../../graphql/node.js';
import { DateScalar } from '../../../graphql/scalars.js';
import { enumOf } from '../../../graphql/vocabulary.js';
import type { BusinessDate } from '../../platform/kernel/business-date.js';
import {
  CERTIFICATE_ORDERS,
  type CertificateFilter,
  type CertificateOrder,
} from '../certificate.store.js';
import type { CertificateState } from '../domain/certificate-state.js';
import type { NameDisplay } from '../domain/consent.js';
import { CertificateStateEnum, NameDisplayEnum } from './certificate.type.js';

const CertificateOrderEnum = enumOf(Object.keys(CERTIFICATE_ORDERS) as CertificateOrder[], {
  name: 'CertificateOrder',
  description: 'Newest first, or those first whose term ends first.',
});

@InputType({ description: 'Which certificates: all conditions hold at once.' })
export class CertificateFilterInput {
  @Field(() => ID, { nullable: true }) operatorId?: string;
  @Field({ nullable: true, description: 'A code of the certificates policy.' })
  @IsOptional()
  @MaxLength(40)
  level?: string;
  @Field(() => [CertificateStateEnum], { nullable: true, description: 'As of today.' })
  @IsOptional()
  @ArrayMaxSize(4)
  states?: CertificateState[];
  @Field({ nullable: true, description: 'The number exactly as printed.' })
  @IsOptional()
  @MaxLength(40)
  number?: string;
  @Field(() => DateScalar, { nullable: true, description: 'Valid until this day or earlier.' })
  endingBy?: BusinessDate;
}

@ArgsType()
export class CertificatesArgs extends PageArgs {
  @Field(() => CertificateFilterInput, { nullable: true }) filter?: CertificateFilterInput;
  @Field(() => CertificateOrderEnum, { defaultValue: 'NEWEST' }) orderBy!: CertificateOrder;
}

export function toFilter({ operatorId, ...rest }: CertificateFilterInput): CertificateFilter {
  return { ...rest, ...(operatorId && { operatorId: uuidOf('Operator', operatorId) }) };
}

@ArgsType()
export class CertificateVerificationsArgs extends PageArgs {
  @Field(() => ID) certificateId!: string;
}

@InputType({ description: 'Whom to certify, and by which decision.' })
export class IssueCertificateInput {
  @Field(() => ID) operatorId!: string;
  @Field({ description: 'A code of the certificates policy: JUNIOR, INTERMEDIATE, SENIOR.' })
  @MaxLength(40)
  level!: string;
  @Field({
    description:
      'Names the decision that entitles to it. The same one again gives the same certificate.',
  })
  @MaxLength(400)
  entitlement!: string;
}

@InputType({ description: 'Which certificate goes on, and by which decision.' })
export class RenewCertificateInput {
  @Field(() => ID) certificateId!: string;
  @Field({ description: 'Names the decision that entitles to the renewal.' })
  @MaxLength(400)
  entitlement!: string;
}

@InputType({ description: 'Which certificate to suspend, or whose suspension to lift.' })
export class RuleCertificateInput {
  @Field(() => ID) certificateId!: string;
  @Field({ description: '10 to 500 characters; shown to the holder.' })
  @MaxLength(2_000)
  reason!: string;
}

@InputType({ description: 'Which certificate becomes void, and from when.' })
export class RevokeCertificateInput extends RuleCertificateInput {
  @Field(() => DateScalar, { nullable: true, description: 'Today when left out.' })
  effectiveOn?: BusinessDate;
}

@InputType({ description: 'What your certificate shows to everybody.' })
export class CertificateConsentInput {
  @Field(() => ID) certificateId!: string;
  @Field(() => NameDisplayEnum) nameDisplay!: NameDisplay;
  @Field({ description: 'Whether the page says where you work today.' }) showEmployer!: boolean;
}

@InputType({ description: 'Why the key is changed.' })
export class RotateIssuerKeyInput {
  @Field({ description: '10 to 500 characters, for the audit.' })
  @MinLength(10)
  @MaxLength(500)
  reason!: string;
}
