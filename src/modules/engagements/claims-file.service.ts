import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { CsvError, parse } from 'csv-parse/sync';
import type { RequestContext } from '../platform/context/request-context.js';
import { BodyFault, pacedBody } from '../platform/http/paced-body.js';
import { fail, succeed, type Result, type UserErrorData } from '../platform/kernel/result.js';
import {
  checkHeader,
  claimLineErrors,
  claimsFileErrors,
  MAXIMUM_FILE_BYTES,
  MAXIMUM_FILE_LINES,
  readClaimLine,
  type ClaimLine,
} from './domain/claims-file.js';
import type { ClaimOperatedSession } from './domain/claim-session.js';
import { OperatedSessionService } from './operated-session.service.js';
import { OperatedSessionStore, type OperatedSessionRow } from './operated-session.store.js';

/** What became of one line. */
export interface ClaimLineResult {
  readonly line: number;
  readonly clientReference: string;
  readonly result: Result<OperatedSessionRow>;
}

const PACE = { idleSeconds: 20, totalMinutes: 2 };
const TOO_LARGE = claimsFileErrors.error('TOO_LARGE', [], {
  bytes: MAXIMUM_FILE_BYTES,
  lines: MAXIMUM_FILE_LINES,
});

/** Claims many sessions from one CSV file: each line stands for itself, and sending the file again claims nothing twice. */
@Injectable()
export class ClaimsFileService {
  constructor(
    private readonly sessions: OperatedSessionService,
    private readonly store: OperatedSessionStore,
  ) {}

  /** @returns one result for each line, or what is wrong with the file as a whole */
  async claim(context: RequestContext, content: Readable): Promise<Result<ClaimLineResult[]>> {
    const text = await readText(content);
    const lines = text.ok ? readLines(text.value) : text;
    if (!lines.ok) return lines;
    const resolved = await this.resolve(context, lines.value);
    const commands = resolved.flatMap(({ command }) => command ?? []);
    const answers =
      commands.length > 0 ? (await this.sessions.claim(context, commands)).values() : [].values();
    return succeed(
      resolved.map(({ line, clientReference, command, problems }) => ({
        line,
        clientReference,
        result: command ? answers.next().value! : { ok: false, errors: problems },
      })),
    );
  }

  /** Looks up what the lines name: two statements, however many lines. */
  private async resolve(context: RequestContext, lines: readonly ClaimLine[]) {
    const { scope } = context;
    if (scope.kind !== 'PROVIDER') throw new Error(`scope ${scope.kind} claims no sessions`);
    const codes = {
      engagements: lines.map(({ engagementCode }) => engagementCode),
      operators: lines.map(({ operatorCode }) => operatorCode),
    };
    const { engagements, operators } = await this.store.idsByCodes(
      context,
      scope.providerId,
      codes,
    );
    return lines.map((line) => {
      const { engagementCode, operatorCode, problems, ...claim } = line;
      const engagementId = engagements.get(engagementCode);
      const operatorId = operators.get(operatorCode);
      const unknown = [
        ...(engagementId ? [] : [unknownCode('UNKNOWN_ENGAGEMENT', engagementCode)]),
        ...(operatorId ? [] : [unknownCode('UNKNOWN_OPERATOR', operatorCode)]),
      ];
      const all = [...problems, ...unknown];
      const command: ClaimOperatedSession | undefined =
        all.length === 0 && engagementId && operatorId
          ? { ...claim, engagementId, operatorId }
          : undefined;
      return { line: line.line, clientReference: line.clientReference, command, problems: all };
    });
  }
}

function unknownCode(code: 'UNKNOWN_ENGAGEMENT' | 'UNKNOWN_OPERATOR', text: string): UserErrorData {
  const path = [code === 'UNKNOWN_ENGAGEMENT' ? 'engagementId' : 'operatorId'];
  return claimLineErrors.error(code, path, { code: text.slice(0, 64) });
}

async function readText(content: Readable): Promise<Result<string>> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of pacedBody(content, PACE)) {
      size += chunk.length;
      if (size > MAXIMUM_FILE_BYTES) return fail(TOO_LARGE);
      chunks.push(chunk);
    }
    return succeed(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch (error) {
    if (error instanceof BodyFault) return fail(claimsFileErrors.error('CUT_OFF'));
    if (error instanceof TypeError) return fail(claimsFileErrors.error('NOT_UTF8'));
    throw error;
  }
}

interface ParsedRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

function readLines(text: string): Result<ClaimLine[]> {
  let records: ParsedRecord[];
  try {
    records = parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 20_000,
      to: MAXIMUM_FILE_LINES + 2,
    }) as unknown as ParsedRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return fail(claimsFileErrors.error('MALFORMED', [], { line: Number(error.lines ?? 1) }));
  }
  const [head, ...rest] = records;
  if (!head || rest.length === 0) return fail(claimsFileErrors.error('EMPTY'));
  const header = head.record.map((name) => name.trim());
  const problem = checkHeader(header);
  if (problem) return fail(problem);
  if (rest.length > MAXIMUM_FILE_LINES) return fail(TOO_LARGE);
  const seen = new Set<string>();
  return succeed(
    rest.map(({ record, info }) => {
      const line = readClaimLine(info.lines, header, record, seen);
      seen.add(line.clientReference);
      return line;
    }),
  );
}
