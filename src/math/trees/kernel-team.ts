import { bytesFromBase64 } from "../kernels/base64.ts";
import { moduleBase64, sharedModuleBase64 } from "../kernels/trees/module.ts";

/** What an instance of the tree kernel exports. */
export interface TreeKernel {
  attach(control: number): void;
  run(thread: number): void;
}

/** What another thread needs to take part in a training: see `serveTreeTeam`. All of it survives a structured clone. */
export interface TeamInvitation {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly thread: number;
}

/**
 * Starts threads that share a memory. A page that is not isolated has none: it trains on one thread, with the same
 * result.
 */
export interface SharedThreads {
  /** Threads in all, the caller's included. */
  readonly count: number;
  /**
   * Start a thread that calls `serveTreeTeam` with the invitation.
   * Resolves once that thread runs, for the caller will block; the returned function ends it.
   */
  invite(invitation: TeamInvitation): Promise<() => void>;
}

let plainModule: WebAssembly.Module | null = null;
let sharedModule: WebAssembly.Module | null = null;

/** The compiled kernel, compiled on first use. */
export function treeKernelModule(shared: boolean): WebAssembly.Module {
  if (shared) return (sharedModule ??= new WebAssembly.Module(bytesFromBase64(sharedModuleBase64)));
  return (plainModule ??= new WebAssembly.Module(bytesFromBase64(moduleBase64)));
}

/** An instance of the kernel on a memory. */
export function treeKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): TreeKernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TreeKernel;
}
