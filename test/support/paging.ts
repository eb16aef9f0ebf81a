import type { TestApplication, TestCaller } from './application.js';

/** A connection to walk: how a test asks for it, and which field of its nodes tells one from another. */
export interface PagedList {
  readonly field: string;
  /** Arguments besides those of the page: `orderBy: NAME`. */
  readonly arguments?: string;
  readonly caller: TestCaller;
  readonly key?: string;
}

interface FetchedPage {
  readonly edges: readonly { cursor: string; node: Record<string, string> }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

/**
 * Walks a list from the front and from the back, and says that each way gives the expected rows in order,
 * each once, with page information that is right on every page.
 *
 * @param expected the keys of all rows, read behind the API in the list's order
 * @param meanwhile called once on each walk after its second page, for example to insert rows; what it adds may
 *                  turn up, but may neither repeat nor hide what was there before
 */
export async function expectEveryPage(
  application: TestApplication,
  list: PagedList,
  expected: readonly string[],
  { size = 3, meanwhile }: { size?: number; meanwhile?: () => Promise<void> } = {},
): Promise<void> {
  // Fewer than three pages would not show what happens in the middle.
  expect(expected.length).toBeGreaterThan(2 * size);
  for (const way of ['forward', 'backward'] as const) {
    const found = await walk(application, list, way, size, meanwhile);
    expect(new Set(found).size).toBe(found.length);
    const known = new Set(expected);
    expect(found.filter((key) => known.has(key))).toEqual(expected);
    if (!meanwhile) expect(found).toEqual(expected);
  }
}

async function walk(
  application: TestApplication,
  list: PagedList,
  way: 'forward' | 'backward',
  size: number,
  meanwhile?: () => Promise<void>,
): Promise<string[]> {
  const forward = way === 'forward';
  const found: string[] = [];
  let cursor: string | null = null;
  for (let number = 1; ; number += 1) {
    const { edges, pageInfo, totalCount } = await fetchPage(
      application,
      list,
      [forward ? `first: ${size}` : `last: ${size}`]
        .concat(cursor ? `${forward ? 'after' : 'before'}: "${cursor}"` : [])
        .join(', '),
    );
    const keys = edges.map(({ node }) => node[list.key ?? 'id']!);
    if (forward) found.push(...keys);
    else found.unshift(...keys);
    expect(pageInfo.startCursor).toBe(edges[0]?.cursor ?? null);
    expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor ?? null);
    expect(forward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage).toBe(number > 1);
    expect(totalCount).toBeGreaterThanOrEqual(found.length);
    if (!(forward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return found;
    // A page that is not the last is full.
    expect(keys).toHaveLength(size);
    cursor = forward ? pageInfo.endCursor : pageInfo.startCursor;
    if (number === 2) await meanwhile?.();
  }
}

async function fetchPage(
  application: TestApplication,
  list: PagedList,
  page: string,
): Promise<FetchedPage> {
  const parameters = list.arguments ? `${list.arguments}, ${page}` : page;
  const { data, errors } = await application.graphql(
    list.caller,
    `{ list: ${list.field}(${parameters}) {
         totalCount edges { cursor node { ${list.key ?? 'id'} } }
         pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  );
  expect(errors).toBeUndefined();
  return data.list as FetchedPage;
}
