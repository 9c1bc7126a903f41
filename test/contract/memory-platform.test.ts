import { memoryDatabase } from "../../src/platform/memory/database.ts";
import { memoryLocks } from "../../src/platform/memory/locks.ts";
import { memoryVault } from "../../src/platform/memory/vault.ts";
import { inlineThreads } from "../../src/platform/memory/threads.ts";
import { poolTasks } from "../fixtures/pool-tasks.ts";
import { databaseContract } from "./database.contract.ts";
import { locksContract } from "./locks.contract.ts";
import { threadsContract } from "./threads.contract.ts";
import { vaultContract } from "./vault.contract.ts";

databaseContract("memory", async () => memoryDatabase());
const locks = memoryLocks();
locksContract("memory", () => locks);
threadsContract("inline", () => inlineThreads(poolTasks));
const vault = memoryVault();
vaultContract("memory", async () => vault, true);
