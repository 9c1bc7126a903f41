import { env } from "@huggingface/transformers";
import { serveEmbedding } from "../../../src/platform/browser/embed-thread.ts";

serveEmbedding();

// What a driver does by itself, a test does on demand: answers "lost" where there was a device to lose.
const channel = new BroadcastChannel("graphics-device");
const lose = async (): Promise<void> => {
  const device = (await env.backends.onnx.webgpu?.device) as { destroy(): void } | undefined;
  if (!device) return;
  device.destroy();
  channel.postMessage("lost");
};
channel.addEventListener("message", ({ data }) => void (data === "lose" && lose()));
