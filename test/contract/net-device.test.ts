import { kernelNetDevice } from "../../src/math/neural-net/kernel-device.ts";
import { netDeviceContract } from "./net-device.contract.ts";

netDeviceContract("WebAssembly", () => Promise.resolve(kernelNetDevice));
