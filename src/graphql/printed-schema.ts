import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from 'graphql';

type AnyModule = Type | DynamicModule;

/**
 * The schema of these modules in SDL, sorted, without a database: only the resolvers' decorators are read.
 * `src/graphql/schema.graphql` is this text; a test compares the two.
 */
export async function schemaTextOf(modules: readonly AnyModule[]): Promise<string> {
  const application = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, {
    logger: false,
  });
  try {
    return schemaText(await application.get(GraphQLSchemaFactory).create(providersOf(modules)));
  } finally {
    await application.close();
  }
}

export function schemaText(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

function providersOf(modules: readonly AnyModule[]): Type[] {
  const seen = new Set<Type>();
  const classes = new Set<Type>();
  const visit = (module: AnyModule) => {
    const type = 'module' in module ? module.module : module;
    const metadata = <T>(key: string) => (Reflect.getMetadata(key, type) ?? []) as T[];
    const added = 'module' in module ? module : undefined;
    for (const provider of [...metadata<Provider>('providers'), ...(added?.providers ?? [])]) {
      if (typeof provider === 'function') classes.add(provider as Type);
    }
    if (seen.has(type)) return;
    seen.add(type);
    for (const imported of [...metadata<AnyModule>('imports'), ...(added?.imports ?? [])]) {
      if (!(imported instanceof Promise)) visit(imported as AnyModule);
    }
  };
  modules.forEach(visit);
  return [...classes];
}
