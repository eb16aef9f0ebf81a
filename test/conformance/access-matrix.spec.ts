import { GraphQLSchemaHost } from '@nestjs/graphql';
import { entryPointsOf, type EntryPoint } from '../../src/entry-points.js';
import { ROLES, scopeKindOf, STAFF, type Role } from '../../src/modules/platform/access/roles.js';
import { newId, publicId, type ObjectKind } from '../../src/modules/platform/kernel/ids.js';
import { idPlacesOf, operationFor, rootFieldsOf, type RootField } from '../support/access/calls.js';
import { databaseDigest } from '../support/access/digest.js';
import { Door, type Outcome } from '../support/access/door.js';
import {
  createWorld,
  OBJECT_KINDS,
  WITHOUT_EXAMPLE,
  type Caller,
  type Objects,
  type World,
} from '../support/access/world.js';
import { TestApplication } from '../support/application.js';

/**
 * Every way in × every role × own and foreign objects. Nothing here lists fields: they come from the schema, the
 * permissions from the code, the arguments from their types. A new field is tested by being there.
 */

/** Kinds that everybody signed in may look up, whosever they are. */
const PUBLIC_KINDS: readonly string[] = ['Provider', 'Operator', 'Merchant'];

/** Changes that may name an object of others, and why. */
const MAY_NAME_FOREIGN: Readonly<Record<string, string>> = {};

/** A refused call may still be counted as a guess. */
const COUNTS_GUESSES = ['attempt_throttle'];

/** Hundreds of calls in one test, on a machine that may have other work. */
const PATIENCE = 120_000;

interface Call {
  readonly label: string;
  readonly permitted: readonly Role[];
  /** Whether it names objects by id. */
  readonly namesObjects: boolean;
  readonly isChange: boolean;
  /** The type or kind of what it looks up. */
  readonly looksUp: string;
  run(caller: Caller): Promise<Outcome>;
}

/** Kinds of callers that may mean different things by one argument. */
const SCOPES = ['PLATFORM', 'PROVIDER', 'MERCHANT', 'NONE'];

function scopeOf(role: Role): string {
  return role === 'FEED_SERVICE' || role === 'ANONYMOUS' ? 'NONE' : scopeKindOf(role);
}

type Kinds = ReadonlyMap<string, ObjectKind | 'ANY'>;

describe('who may do what', () => {
  let application: TestApplication;
  let door: Door;
  let world: World;
  let entryPoints: EntryPoint[];
  let rootFields: RootField[];
  /** By field and kind of scope: a provider and a merchant may name one another in the same argument. */
  const kindsOf = new Map<string, Kinds>();
  const routeKinds = new Map<string, ObjectKind>();
  /** Ids of well-formed objects that do not exist. */
  const unknown = Object.fromEntries(
    OBJECT_KINDS.map((kind) => [kind, newId()]),
  ) as Required<Objects>;

  beforeAll(async () => {
    application = await TestApplication.start();
    door = new Door(application.url);
    world = await createWorld(application);
    entryPoints = entryPointsOf(application.nest);
    rootFields = rootFieldsOf(application.nest.get(GraphQLSchemaHost).schema);
    for (const field of rootFields) await learnKinds(field);
    for (const route of routes()) await learnRouteKind(route);
  }, PATIENCE);
  afterAll(() => application.stop());

  const callerOf = (role: Role) => world.callers.find((caller) => caller.role === role)!;
  const permittedOf = (kind: string, name: string): readonly Role[] =>
    entryPoints.find((entry) => entry.kind === kind && entry.name === name)?.permission?.roles ??
    [];
  const routes = () => entryPoints.filter(({ kind }) => kind === 'HTTP');

  /** What a role's kind of scope has learnt of a field; what another has, where it may not call the field. */
  function knownKinds({ kind, name }: RootField, role: Role): Kinds {
    const learnt = [scopeOf(role), ...SCOPES].map((scope) =>
      kindsOf.get(`${scope} ${kind} ${name}`),
    );
    return learnt.find((kinds) => kinds !== undefined) ?? new Map();
  }

  async function learnKinds(field: RootField): Promise<void> {
    const permitted = permittedOf(field.kind, field.name);
    for (const scope of SCOPES) {
      const role = permitted.find((candidate) => scopeOf(candidate) === scope);
      if (role) kindsOf.set(`${scope} ${field.kind} ${field.name}`, await kindsFor(field, role));
    }
  }

  /** Which kind of id each place wants: by its name, and by what the server says of a wrong one. */
  async function kindsFor(field: RootField, role: Role): Promise<Kinds> {
    const byPlace = new Map<string, ObjectKind | 'ANY'>();
    for (let attempt = 0; attempt <= idPlacesOf(field).length; attempt += 1) {
      const placeById = new Map<string, string>();
      const operation = operationFor(field, (place, kindByName) => {
        const learnt = byPlace.get(place);
        byPlace.set(place, learnt ?? kindByName ?? 'ANY');
        const kind = learnt && learnt !== 'ANY' ? learnt : (kindByName ?? 'AuditEntry');
        const id = publicId(kind, newId());
        placeById.set(id, place);
        return id;
      });
      const { message } = await door.call(field, operation, callerOf(role).authorization);
      const [, id, kind] = /"(\w+)" is the id of a \w+; an? (\w+) id/.exec(message) ?? [];
      const place = placeById.get(id ?? '');
      if (place === undefined) return byPlace;
      byPlace.set(place, kind as ObjectKind);
    }
    throw new Error(`${field.name}: can't find out what kinds of ids it takes`);
  }

  async function learnRouteKind({ name, permission }: EntryPoint): Promise<void> {
    const [method, path] = name.split(' ') as [string, string];
    if (!path.includes(':id') || !permission) return;
    const id = publicId('AuditEntry', newId());
    const { authorization } = callerOf(permission.roles[0]!);
    const { text } = await door.visit(method, path.replace(':id', id), authorization);
    const [, kind] = /is the id of a \w+; an? (\w+) id/.exec(text) ?? [];
    if (kind) routeKinds.set(name, kind as ObjectKind);
  }

  function graphqlCalls(objects: Objects, role: Role): Call[] {
    return rootFields.flatMap((field) => {
      const kinds = knownKinds(field, role);
      const any = [...kinds.values()].includes('ANY');
      const choices = any ? OBJECT_KINDS.filter((kind) => objects[kind]) : [undefined];
      return choices.map((choice) => {
        const operation = operationFor(field, (place) => {
          const kind = kinds.get(place);
          const wanted = kind === 'ANY' ? choice! : (kind ?? 'AuditEntry');
          return publicId(wanted, objects[wanted] ?? unknown[wanted]);
        });
        return {
          label: `${field.kind} ${field.name}${choice ? ` of ${choice}` : ''}`,
          permitted: permittedOf(field.kind, field.name),
          namesObjects: kinds.size > 0,
          isChange: field.kind === 'Mutation',
          looksUp: field.nodeType === 'Node' ? choice! : field.nodeType,
          run: (caller: Caller) => door.call(field, operation, caller.authorization),
        };
      });
    });
  }

  function httpCalls(objects: Objects): Call[] {
    return routes().map(({ name, permission }) => {
      const [method, path] = name.split(' ') as [string, string];
      const kind = routeKinds.get(name);
      const id = kind ? publicId(kind, objects[kind] ?? unknown[kind]) : 'x';
      const filled = path.replace(':id', id).replace(':dataset', 'merchants');
      return {
        label: name,
        permitted: permission?.roles ?? [],
        namesObjects: kind !== undefined,
        isChange: method !== 'GET',
        looksUp: kind ?? '',
        run: async (caller: Caller) => {
          const { status, text } = await door.visit(method, filled, caller.authorization);
          const code = { 401: 'UNAUTHENTICATED', 403: 'FORBIDDEN' }[status];
          const failed = status >= 400 ? `HTTP_${status}` : undefined;
          return { code: code ?? failed, message: text, gotSomething: status < 400 };
        },
      };
    });
  }

  const callsWith = (objects: Objects, role: Role) => [
    ...graphqlCalls(objects, role),
    ...httpCalls(objects),
  ];

  /** @param width how many at a time: those that change something must not get into each other's way */
  async function outcomesOf(
    calls: readonly Call[],
    caller: Caller,
    width: number,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let i = 0; i < calls.length; i += width) {
      const some = calls.slice(i, i + width).map((call) => call.run(caller));
      outcomes.push(...(await Promise.all(some)));
    }
    return outcomes;
  }

  /** Which of the calls change the database, found by halving. */
  async function changesOf(
    calls: readonly Call[],
    caller: Caller,
    without: readonly string[] = [],
  ): Promise<{ outcomes: Outcome[]; culprits: string[] }> {
    const before = await databaseDigest(application.sql, without);
    const outcomes = await outcomesOf(calls, caller, 8);
    if ((await databaseDigest(application.sql, without)) === before)
      return { outcomes, culprits: [] };
    if (calls.length === 1) return { outcomes, culprits: [calls[0]!.label] };
    const middle = Math.ceil(calls.length / 2);
    const halves = [calls.slice(0, middle), calls.slice(middle)];
    const found: string[] = [];
    for (const half of halves) found.push(...(await changesOf(half, caller, without)).culprits);
    if (found.length > 0) return { outcomes, culprits: found };
    const suspects = calls.filter(({ isChange }) => isChange).map(({ label }) => label);
    return { outcomes, culprits: [`once only: one of ${suspects.join(', ')}`] };
  }

  it('has an example, or a reason for none, of every kind of object', () => {
    const missing = OBJECT_KINDS.filter((kind) => !world.foreign[kind] && !WITHOUT_EXAMPLE[kind]);
    expect(missing).toEqual([]);
  });

  it('finds a permission at every way in', () => {
    const open = entryPoints.filter(({ permission }) => !permission).map(({ name }) => name);
    expect(open).toEqual([]);
    const guarded = new Set(entryPoints.map(({ kind, name }) => `${kind} ${name}`));
    const unguarded = rootFields.filter(({ kind, name }) => !guarded.has(`${kind} ${name}`));
    expect(unguarded.map(({ name }) => name)).toEqual([]);
  });

  describe.each(ROLES)('%s', (role) => {
    it(
      'is refused what it may not do, and nothing changes',
      async () => {
        const caller = callerOf(role);
        const refused = [...callsWith(caller.own, role), ...callsWith(world.foreign, role)].filter(
          ({ permitted }) => !permitted.includes(role),
        );
        const { outcomes, culprits } = await changesOf(refused, caller);
        const expected = role === 'ANONYMOUS' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
        const wrong = refused
          .map(({ label }, i) => `${label}: ${outcomes[i]!.code}`)
          .filter((line) => !line.endsWith(`: ${expected}`));
        expect({ wrong, culprits }).toEqual({ wrong: [], culprits: [] });
      },
      PATIENCE,
    );

    if (!STAFF.includes(role)) {
      it(
        'finds nothing of others, and changes nothing of theirs',
        async () => {
          const caller = callerOf(role);
          const calls = callsWith(world.foreign, role).filter(
            ({ permitted, namesObjects, label }) =>
              permitted.includes(role) && namesObjects && !(label in MAY_NAME_FOREIGN),
          );
          const { outcomes, culprits } = await changesOf(calls, caller, COUNTS_GUESSES);
          const reached = calls
            .filter(({ isChange, looksUp }) => isChange || !PUBLIC_KINDS.includes(looksUp))
            .map((call) => ({ ...call, outcome: outcomes[calls.indexOf(call)]! }))
            .filter(({ outcome }) => outcome.gotSomething)
            .map(({ label, outcome }) => `${label}: ${outcome.message}`);
          expect({ reached, culprits }).toEqual({ reached: [], culprits: [] });
        },
        PATIENCE,
      );
    }

    it(
      'is let in where a permission says so',
      async () => {
        const caller = callerOf(role);
        const calls = callsWith(caller.own, role).filter(({ permitted }) =>
          permitted.includes(role),
        );
        const outcomes = await outcomesOf(calls, caller, 1);
        const wrong = calls
          .map(({ label }, i) => ({ label, ...outcomes[i]! }))
          .filter(({ code }) => UNEXPECTED.includes(code ?? ''))
          .map(({ label, code, message }) => `${label}: ${code} ${message}`);
        expect(calls.length).toBeGreaterThan(0);
        expect(wrong).toEqual([]);
      },
      PATIENCE,
    );
  });
});

/** Not letting in, breaking down, and arguments that the generator got wrong: then nothing was tested. */
const UNEXPECTED = [
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'INTERNAL',
  'HTTP_500',
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'GRAPHQL_PARSE_FAILED',
  'NO_CODE',
  'CLOSED',
];
