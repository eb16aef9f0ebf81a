import type { ObjectKind } from '../../platform/kernel/ids.js';

/** What a field can do to the person when it gets out, mildest first. */
export const SENSITIVITIES = ['CONTACT', 'IDENTITY', 'FINANCIAL'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

export interface PersonalField {
  readonly sensitivity: Sensitivity;
  /** What is kept in clear and shown to those who may see the object, such as `138****5678`. */
  readonly mask: (value: string) => string;
  /** For docs/personal-data.md. */
  readonly description: string;
}

const declared = new Map<string, PersonalField>();

/**
 * Classifies the personal fields of one kind of object, like `definePermissions`. Only classified fields can be
 * kept (`PersonalDataService.keep`).
 *
 * @returns the fields' names, to be written as `fields.identityNumber`
 */
export function definePersonalFields<const Name extends string>(
  kind: ObjectKind,
  fields: Readonly<Record<Name, PersonalField>>,
): Readonly<Record<Name, Name>> {
  const names = {} as Record<Name, Name>;
  for (const name of Object.keys(fields) as Name[]) {
    const key = `${kind}.${name}`;
    if (declared.has(key)) throw new Error(`personal field ${key} declared twice`);
    declared.set(key, fields[name]);
    names[name] = name;
  }
  return names;
}

/** @throws Error for a field that nobody classified: a bug of the caller */
export function personalField(kind: ObjectKind, name: string): PersonalField {
  const field = declared.get(`${kind}.${name}`);
  if (!field) throw new Error(`personal field ${kind}.${name} is not classified`);
  return field;
}

/** All of them by name, `Operator.identityNumber`, for the documentation and its test. */
export function classifiedFields(): readonly (readonly [string, PersonalField])[] {
  return [...declared].sort(([a], [b]) => (a < b ? -1 : 1));
}
