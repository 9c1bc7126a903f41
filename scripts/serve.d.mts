import type { Server } from "node:http";

export declare function staticServer(root: string): Server;
export declare function listen(server: Server, port: number, orNext?: boolean): Promise<string>;
