import { memoryDatabase } from "../../src/platform/memory/database.ts";
import { memoryLocks } from "../../src/platform/memory/locks.ts";
import { inlineThreads } from "../../src/platform/memory/threads.ts";
import { poolTasks } from "../fixtures/pool-tasks.ts";
import { databaseContract } from "./database.contract.ts";
import { locksContract } from "./locks.contract.ts";
import { threadsContract } from "./threads.contract.ts";

databaseContract("memory", async () => memoryDatabase());
const locks = memoryLocks();
locksContract("memory", () => locks);
threadsContract("inline", () => inlineThreads(poolTasks));
