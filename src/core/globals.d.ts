/**
 * What every host has and TypeScript ties to the DOM or to Node. Layers see these and nothing else of a host.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
}
interface TextDecoderLike {
  decode(input?: Uint8Array | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder implements TextDecoderLike {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: Uint8Array | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare const crypto: {
  readonly subtle: {
    digest(algorithm: "SHA-256", data: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<ArrayBuffer>;
  };
};
declare function structuredClone<T>(value: T): T;
