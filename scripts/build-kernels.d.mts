export function kernelNames(): string[];
export function kernelModule(name: string): Promise<string>;
