import type { Type } from '@nestjs/common';
import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { ErrorCatalogue } from '../modules/platform/kernel/error-catalogue.js';
import {
  inLocale,
  type Locale,
  type Result,
  type UserErrorData,
} from '../modules/platform/kernel/result.js';

export interface UserErrorOf<Code extends string> {
  code: Code;
  message: string;
  path: string[];
}

/**
 * The error type of one mutation, with the closed set of codes that it can answer with.
 *
 * @param name the mutation's name in PascalCase: `AdmitProvider` gives `AdmitProviderError` and `AdmitProviderErrorCode`
 */
export function UserErrorType<Code extends string>(
  name: string,
  catalogue: ErrorCatalogue<Code>,
): Type<UserErrorOf<Code>> {
  const codes = Object.fromEntries(catalogue.codes.map((code) => [code, code]));
  registerEnumType(codes, { name: `${name}ErrorCode` });

  @ObjectType(`${name}Error`)
  class UserErrorClass implements UserErrorOf<Code> {
    @Field(() => codes) code!: Code;
    @Field({
      description: 'What is wrong and how to repair it, in the language of Accept-Language.',
    })
    message!: string;
    @Field(() => [String], {
      description: 'Where in the arguments; empty when the whole call is meant.',
    })
    path!: string[];
  }
  return UserErrorClass;
}

export interface PayloadFields<T> {
  value?: T;
  userErrors: UserErrorOf<string>[];
}

/** A service's result in the form of a payload: `{ provider: …, userErrors: [] }`. */
export function toPayload<Name extends string, T, U>(
  result: Result<T>,
  locale: Locale,
  name: Name,
  convert: (value: T) => U,
): { [key in Name]?: U } & { userErrors: UserErrorOf<never>[] } {
  const payload = result.ok
    ? { [name]: convert(result.value), userErrors: [] }
    : { userErrors: result.errors.map((error) => toUserError(error, locale)) };
  return payload as { [key in Name]?: U } & { userErrors: UserErrorOf<never>[] };
}

function toUserError(error: UserErrorData, locale: Locale): UserErrorOf<string> {
  return { code: error.code, message: inLocale(error.message, locale), path: [...error.path] };
}
