import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  definePersonalFields,
  eraseErrors,
  maskEmail,
  maskPersonName,
  maskPhone,
  PersonalDataService,
} from '../personal-data/index.js';
import { owns } from '../platform/access/ownership.js';
import type { RequestContext } from '../platform/context/request-context.js';
import type { Transaction } from '../platform/database/sql-executor.js';
import { fail, succeed } from '../platform/kernel/result.js';
import { ApplicationStore } from './application.store.js';
import { OPEN_APPLICATION_STATES, type Contact } from './domain/application.js';

const fields = definePersonalFields('AdmissionApplication', {
  contactEmail: {
    sensitivity: 'CONTACT',
    mask: maskEmail,
    description: 'E-mail of a contact in an application for admission.',
  },
  contactName: {
    sensitivity: 'CONTACT',
    mask: maskPersonName,
    description: 'Name of a contact in an application for admission.',
  },
  contactPhone: {
    sensitivity: 'CONTACT',
    mask: maskPhone,
    description: 'Phone number of a contact in an application for admission.',
  },
});

const MASKS = { name: maskPersonName, phone: maskPhone, email: maskEmail } as const;
type PersonalPart = keyof typeof MASKS;
const PARTS = Object.keys(MASKS) as PersonalPart[];
const FIELDS = {
  name: fields.contactName,
  phone: fields.contactPhone,
  email: fields.contactEmail,
} as const satisfies Record<PersonalPart, string>;

/** What stands where a value was erased. */
const ERASED = '***';

export type ContactOpener = (token: string) => string | undefined;

/**
 * The people that a company names in an application. In the application and in what was submitted of it they stand
 * sealed under the application's key: a submission stays as it was decided on, whether or not it can still be read.
 */
@Injectable()
export class ApplicationContacts implements OnModuleInit {
  constructor(
    private readonly personal: PersonalDataService,
    private readonly applications: ApplicationStore,
  ) {}

  onModuleInit(): void {
    this.personal.onErasure('AdmissionApplication', async (_context, transaction, id) => {
      const path = ['input', 'subjectId'];
      const application = await this.applications.lock(transaction, id);
      if (!application) return fail(eraseErrors.error('NOT_KEPT', path));
      if (OPEN_APPLICATION_STATES.includes(application.state)) {
        const why = 'the application is open (申请仍在办理)';
        return fail(eraseErrors.error('STILL_NEEDED', path, { why }));
      }
      return succeed(true as const);
    });
  }

  /** The contacts as they are kept; what was left empty stays empty. */
  async seal(
    context: RequestContext,
    transaction: Transaction,
    applicationId: string,
    contacts: readonly Contact[],
  ): Promise<Contact[]> {
    if (contacts.length === 0) return [];
    const subject = { kind: 'AdmissionApplication', id: applicationId } as const;
    const seal = await this.personal.sealer(context, transaction, subject);
    return contacts.map((contact) => replaced(contact, (part, value) => seal(FIELDS[part], value)));
  }

  /** The contacts of an earlier application, sealed for the one that goes on from it. */
  async carryOver(
    context: RequestContext,
    transaction: Transaction,
    from: { readonly id: string; readonly contacts: readonly Contact[] },
    toId: string,
  ): Promise<Contact[]> {
    const open = (await this.openers([from.id], transaction)).get(from.id);
    if (!open) return [];
    const read = from.contacts.map((contact) =>
      replaced(contact, (_part, token) => open(token) ?? ''),
    );
    return this.seal(context, transaction, toId, read);
  }

  /** What opens the contacts of these applications; of one whose personal data was erased nothing does. */
  openers(
    applicationIds: readonly string[],
    transaction?: Transaction,
  ): Promise<Map<string, ContactOpener>> {
    return this.personal.openers('AdmissionApplication', applicationIds, transaction);
  }
}

/** A sealed contact as it is shown: in clear to the company that wrote it, to everybody else masked. */
export function shownContact(
  context: RequestContext,
  providerId: string,
  sealed: Contact,
  open: ContactOpener | undefined,
): Contact {
  const isOwn = owns(context, { providerId });
  return replaced(sealed, (part, token) => {
    const value = open?.(token);
    if (value === undefined) return ERASED;
    return isOwn ? value : MASKS[part](value);
  });
}

function replaced(
  contact: Contact,
  replace: (part: PersonalPart, value: string) => string,
): Contact {
  const values = PARTS.map((part) => {
    const value = contact[part];
    return [part, value === '' ? '' : replace(part, value)] as const;
  });
  return { ...contact, ...Object.fromEntries(values) };
}
