/** What the request log says of a GraphQL request. No variables and no text of the operation. */
export interface OperationTrace {
  readonly operation: string;
  readonly type: string;
  readonly cost?: number;
  readonly errorCodes?: readonly string[];
}
