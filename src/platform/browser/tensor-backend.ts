import {
  registerBackend,
  registerGradient,
  registerKernel,
  removeBackend,
  setBackend,
} from "@tensorflow/tfjs-core";
import { addGradConfig } from "@tensorflow/tfjs-core/dist/gradients/Add_grad";
import { batchMatMulGradConfig } from "@tensorflow/tfjs-core/dist/gradients/BatchMatMul_grad";
import { multiplyGradConfig } from "@tensorflow/tfjs-core/dist/gradients/Multiply_grad";
import { negGradConfig } from "@tensorflow/tfjs-core/dist/gradients/Neg_grad";
import { reshapeGradConfig } from "@tensorflow/tfjs-core/dist/gradients/Reshape_grad";
import { subGradConfig } from "@tensorflow/tfjs-core/dist/gradients/Sub_grad";
import { sumGradConfig } from "@tensorflow/tfjs-core/dist/gradients/Sum_grad";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu/dist/backend_webgpu";
import { addConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Add";
import { batchMatMulConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/BatchMatMul";
import { castConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Cast";
import { concatConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Concat";
import { expConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Exp";
import { fillConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Fill";
import { identityConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Identity";
import { logConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Log";
import { maxConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Max";
import { multiplyConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Multiply";
import { negConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Neg";
import { realDivConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/RealDiv";
import { reshapeConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Reshape";
import { sliceConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Slice";
import { sqrtConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Sqrt";
import { subConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Sub";
import { sumConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Sum";
import { tileConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Tile";
import { transposeConfig } from "@tensorflow/tfjs-backend-webgpu/dist/kernels/Transpose";

// One door, so that tfjs is one file of the build.
export { tensorNet } from "./tensor-net.ts";

/** What `tensor-net.ts` computes with, and no more of tfjs: all of it would be three times the code. */
const KERNELS = [
  addConfig,
  batchMatMulConfig,
  castConfig,
  concatConfig,
  expConfig,
  fillConfig,
  identityConfig,
  logConfig,
  maxConfig,
  multiplyConfig,
  negConfig,
  realDivConfig,
  reshapeConfig,
  sliceConfig,
  sqrtConfig,
  subConfig,
  sumConfig,
  tileConfig,
  transposeConfig,
];
const GRADIENTS = [
  addGradConfig,
  batchMatMulGradConfig,
  multiplyGradConfig,
  negGradConfig,
  reshapeGradConfig,
  subGradConfig,
  sumGradConfig,
];

let isRegistered = false;

/** Let tfjs compute on a device, and no longer on the one before. */
export async function useTensorDevice(device: GPUDevice, info: GPUAdapterInfo): Promise<void> {
  if (!isRegistered) {
    KERNELS.forEach((kernel) => registerKernel(kernel));
    GRADIENTS.forEach((gradient) => registerGradient(gradient));
  } else {
    removeBackend("webgpu");
  }
  isRegistered = true;
  registerBackend("webgpu", () => new WebGPUBackend(device, info));
  await setBackend("webgpu");
}
