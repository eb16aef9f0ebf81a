import { Injectable } from '@nestjs/common';
import { NotFound } from '../platform/access/access-denied.js';
import { Configuration } from '../platform/config/configuration.js';
import { hasRole, type RequestContext } from '../platform/context/request-context.js';
import { STAFF } from '../platform/access/roles.js';
import { businessDateOf, type BusinessDate } from '../platform/kernel/business-date.js';
import type { Page, PageRequest } from '../platform/kernel/keyset.js';
import type { LocalisedText } from '../platform/kernel/result.js';
import { PolicyService } from '../platform/policies/policy.service.js';
import { CertificateSigner } from './certificate-signer.js';
import { readCertificate } from './credential/verify-offline.js';
import { checkSignature } from './credential/verify-signature.js';
import { parseCertificateNumber } from './domain/certificate-number.js';
import {
  CERTIFICATES_POLICY,
  certificatesPolicySchema,
  levelOf,
  type CertificateLevel,
} from './domain/certificate-policy.js';
import { stateOn, type CertificateState } from './domain/certificate-state.js';
import { clientNetwork } from './domain/client-network.js';
import { displayedName, type NameDisplay } from './domain/consent.js';
import { LookupsExhausted } from './domain/lookups-exhausted.js';
import { IssuerKeyService } from './issuer-key.service.js';
import { AddressHasher } from './key-box.js';
import {
  LookupStore,
  type FoundCertificate,
  type LookupChannel,
  type VerificationCount,
} from './lookup.store.js';

/** What everybody may read of a certificate, and nothing else. */
export interface PublicCertificate {
  readonly number: string;
  readonly url: string;
  readonly state: CertificateState;
  readonly level: CertificateLevel;
  readonly issuer: LocalisedText;
  readonly issuerDid: string;
  readonly nameDisplay: NameDisplay;
  /** As the holder agreed to show it. */
  readonly holderName: string | undefined;
  readonly issuedOn: BusinessDate;
  readonly validUntil: BusinessDate;
  /** Set once a revocation took effect. */
  readonly revokedOn: BusinessDate | undefined;
  /** Today's employer; null when there is none, undefined when the holder doesn't show it. */
  readonly employer: string | null | undefined;
  /** Whether today's employer is delisted from public verification: said, whatever the holder shows. */
  readonly employerDelisted: boolean;
  readonly statusLists: { readonly suspension: string; readonly revocation: string };
}

export const VERIFICATION_OUTCOMES = [
  'VALID',
  'EXPIRED',
  'SUSPENDED',
  'REVOKED',
  'ALTERED',
  'UNKNOWN_KEY',
  'NOT_FOUND',
  'UNREADABLE',
] as const;
export type VerificationOutcome = (typeof VERIFICATION_OUTCOMES)[number];

export interface Verification {
  readonly outcome: VerificationOutcome;
  readonly certificate?: PublicCertificate;
}

/** The longest text that can be a credential or token of ours, with room to spare. */
const LONGEST = 32_768;
const HOUR = 3_600_000;
const KEPT_HOURS = 24;

/** Looks certificates up for whoever asks: anybody, by number or by what they were shown. */
@Injectable()
export class LookupService {
  private readonly addresses: AddressHasher;

  constructor(
    private readonly store: LookupStore,
    private readonly keys: IssuerKeyService,
    private readonly signer: CertificateSigner,
    private readonly policies: PolicyService,
    { values }: Configuration,
  ) {
    this.addresses = new AddressHasher(values.DATA_ENCRYPTION_SECRET);
  }

  /**
   * @param address of the client, for counting guesses
   * @returns undefined when there is no certificate of that number
   * @throws LookupsExhausted
   */
  async byNumber(
    now: Date,
    address: string,
    number: string,
    channel: LookupChannel,
  ): Promise<PublicCertificate | undefined> {
    const found = await this.find(now, address, number, channel);
    return found && this.publicView(found, now);
  }

  /** What was signed last for a number. */
  async document(
    now: Date,
    address: string,
    number: string,
  ): Promise<{ certificate: PublicCertificate; credential: string; token: string } | undefined> {
    const found = await this.find(now, address, number, 'DOWNLOAD');
    if (!found) return undefined;
    const [certificate, document] = await Promise.all([
      this.publicView(found, now),
      this.store.document(found.id),
    ]);
    return { certificate, ...document };
  }

  /**
   * Verifies a number, the address of a certificate's page, a credential or a token against the register.
   * @throws LookupsExhausted
   */
  async verify(context: RequestContext, address: string, text: string): Promise<Verification> {
    const trimmed = text.trim();
    const number = parseCertificateNumber(trimmed.replace(/^https?:\/\/[^/]+\/c\//, ''));
    if (number) return this.verdict(context.now, address, number);
    if (trimmed.length > LONGEST) return { outcome: 'UNREADABLE' };
    if (/^cp[\s-]/i.test(trimmed)) {
      await this.spend(address, context.now, 'MISS');
      return { outcome: 'NOT_FOUND' };
    }
    // Verifying costs more than looking up, so it is paid for before.
    await this.spend(address, context.now, 'LOOKUP');
    const check = await checkSignature(trimmed, await this.keys.keyRing());
    if (check.outcome !== 'GENUINE') return { outcome: check.outcome };
    const claims = readCertificate(check.claims);
    return claims ? this.verdict(context.now, address, claims.number) : { outcome: 'UNREADABLE' };
  }

  /** How often a certificate was looked at, by day: for staff. */
  counts(
    context: RequestContext,
    certificateId: string,
    request: PageRequest,
    withTotal: boolean,
  ): Promise<Page<VerificationCount>> {
    if (!hasRole(context, STAFF)) throw new NotFound('The certificate');
    return this.store.counts(certificateId, request, withTotal);
  }

  private async verdict(now: Date, address: string, number: string): Promise<Verification> {
    const certificate = await this.byNumber(now, address, number, 'QUERY');
    return certificate ? { outcome: certificate.state, certificate } : { outcome: 'NOT_FOUND' };
  }

  private async find(
    now: Date,
    address: string,
    text: string,
    channel: LookupChannel,
  ): Promise<FoundCertificate | undefined> {
    await this.spend(address, now, 'LOOKUP');
    const number = parseCertificateNumber(text);
    const today = businessDateOf(now);
    const found = number === undefined ? undefined : await this.store.byNumber(number, today, now);
    if (found) await this.store.count(found.id, today, channel);
    else await this.spend(address, now, 'MISS');
    return found;
  }

  /** Spends first and looks then, so that many calls at once can't all slip through. */
  private async spend(address: string, now: Date, on: 'LOOKUP' | 'MISS'): Promise<void> {
    const { body } = await this.policies.inForce(
      CERTIFICATES_POLICY,
      certificatesPolicySchema,
      businessDateOf(now),
    );
    const hour = new Date(Math.floor(now.getTime() / HOUR) * HOUR);
    const client = this.addresses.hash(clientNetwork(address));
    const cost = on === 'MISS' ? body.lookupMissUnits : 1;
    const { units, first } = await this.store.spend(client, hour, cost);
    if (first) await this.store.forgetBefore(new Date(hour.getTime() - KEPT_HOURS * HOUR));
    if (on === 'LOOKUP' && units > body.lookupUnitsPerHour) {
      throw new LookupsExhausted((hour.getTime() + HOUR - now.getTime()) / 1_000);
    }
  }

  private async publicView(row: FoundCertificate, now: Date): Promise<PublicCertificate> {
    const policy = (await this.signer.policiesOf([row])).get(row.policyVersion)!;
    const state = stateOn(row, businessDateOf(now));
    const suspension = this.signer.statusListUrlOf(row, 'suspension');
    const revocation = this.signer.statusListUrlOf(row, 'revocation');
    return {
      number: row.number,
      url: this.signer.pageUrlOf(row.number),
      state,
      level: levelOf(policy, row.level)!,
      issuer: policy.issuerName,
      issuerDid: this.keys.did,
      nameDisplay: row.nameDisplay,
      holderName: displayedName(row.operatorName, row.nameDisplay),
      issuedOn: row.issuedOn,
      validUntil: row.validUntil,
      revokedOn: state === 'REVOKED' ? row.revokedOn! : undefined,
      // A delisted company is not shown to the public; that the holder works for one is.
      employer: row.showEmployer && !row.employerDelisted ? row.employerName : undefined,
      employerDelisted: row.employerDelisted,
      statusLists: { suspension, revocation },
    };
  }
}
