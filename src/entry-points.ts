import { type INestApplicationContext, RequestMethod, type Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { Permission } from './modules/platform/access/permissions.js';
import { REQUIRES } from './modules/platform/access/requires.decorator.js';

/** A way into the program that AccessGuard stands before. */
export interface EntryPoint {
  readonly kind: 'Query' | 'Mutation' | 'Subscription' | 'HTTP';
  /** A root field's name, or a route as `POST /feed/:dataset`. */
  readonly name: string;
  /** Undefined where none is declared: the guard then refuses everybody. */
  readonly permission: Permission | undefined;
}

/** Where Nest's decorators leave what they were told. */
const METADATA = {
  rootFieldKind: 'graphql:resolver_type',
  rootFieldName: 'graphql:resolver_name',
  path: 'path',
  method: 'method',
};
const ROOT_TYPES: readonly string[] = ['Query', 'Mutation', 'Subscription'];

/**
 * Every root field and every controller's route, found in the modules themselves, so that nothing can be
 * forgotten. Works on an application of which nothing was instantiated (`preview`).
 */
export function entryPointsOf(application: INestApplicationContext): EntryPoint[] {
  const modules = [...application.get(ModulesContainer).values()];
  const rootFields = modules
    .flatMap((module) => [...module.providers.values()])
    .flatMap(({ metatype }) => methodsOf(metatype).flatMap(rootFieldOf));
  const routes = modules
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => methodsOf(metatype).flatMap(routesOf));
  const order = ({ kind, name }: EntryPoint) => `${kind} ${name}`;
  return [...rootFields, ...routes].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

interface Method {
  readonly owner: Type;
  readonly name: string;
  readonly handler: object;
}

function methodsOf(metatype: unknown): Method[] {
  if (typeof metatype !== 'function') return [];
  const prototype = metatype.prototype as Record<string, object> | undefined;
  if (!prototype) return [];
  return new MetadataScanner()
    .getAllMethodNames(prototype)
    .map((name) => ({ owner: metatype as Type, name, handler: prototype[name]! }));
}

function rootFieldOf({ owner, name, handler }: Method): EntryPoint[] {
  const kind = Reflect.getMetadata(METADATA.rootFieldKind, handler) as string | undefined;
  if (kind === undefined || !ROOT_TYPES.includes(kind)) return [];
  const given = Reflect.getMetadata(METADATA.rootFieldName, handler) as string | undefined;
  const permission = permissionOf(owner, handler);
  return [{ kind: kind as EntryPoint['kind'], name: given ?? name, permission }];
}

function routesOf({ owner, handler }: Method): EntryPoint[] {
  const method = Reflect.getMetadata(METADATA.method, handler) as RequestMethod | undefined;
  if (method === undefined) return [];
  const paths = [
    Reflect.getMetadata(METADATA.path, owner),
    Reflect.getMetadata(METADATA.path, handler),
  ] as string[];
  const path = `/${paths.join('/')}`.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
  const permission = permissionOf(owner, handler);
  return [{ kind: 'HTTP', name: `${RequestMethod[method]} ${path}`, permission }];
}

function permissionOf(owner: Type, handler: object): Permission | undefined {
  return (Reflect.getMetadata(REQUIRES, handler) ?? Reflect.getMetadata(REQUIRES, owner)) as
    Permission | undefined;
}
