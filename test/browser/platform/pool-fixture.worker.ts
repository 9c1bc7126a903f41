import { servePoolTasks } from "../../../src/platform/browser/threads.ts";
import { poolTasks } from "../../fixtures/pool-tasks.ts";

servePoolTasks({
  ...poolTasks,
  crash: () => {
    // Outside of any promise: nobody catches it, as with a real fault.
    setTimeout(() => {
      throw new Error("fault");
    });
    return new Promise(() => {});
  },
  unserializable: () => () => {},
});
