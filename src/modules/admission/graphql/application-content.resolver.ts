import {
  Context as GraphqlContextParameter,
  Parent,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import { GraphqlContext } from '../../../graphql/graphql-context.js';
import { ApplicationContacts, shownContact } from '../application-contacts.js';
import { ContactType, ContentType } from './application.type.js';

@Resolver(() => ContentType)
export class ApplicationContentResolver {
  constructor(private readonly service: ApplicationContacts) {}

  @ResolveField(() => [ContactType])
  async contacts(
    @Parent() { applicationUuid, providerUuid, sealedContacts }: ContentType,
    @GraphqlContextParameter() graphql: GraphqlContext,
  ): Promise<ContactType[]> {
    if (sealedContacts.length === 0) return [];
    const context = graphql.request.caopan;
    const open = await graphql
      .loader('contactOpeners', (ids) => this.service.openers(ids))
      .load(applicationUuid);
    return sealedContacts.map((sealed) => {
      const { name, phone, email } = sealed;
      const shown = shownContact(context, providerUuid, sealed, open ?? undefined);
      return { ...shown, sealed: { name, phone, email } };
    });
  }
}
