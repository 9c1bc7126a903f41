/** What browsers may say of a device that should not be kept busy; not all do. */
interface Device {
  readonly connection?: { readonly saveData?: boolean };
  getBattery?(): Promise<{ readonly charging: boolean; readonly level: number }>;
}

/** Below this, off the mains, work that nobody waits for is left. No browser tells of its battery saver. */
const LOW_BATTERY = 0.3;

/** Why work that nobody waits for should not be done now, in words; null where nothing speaks against it. */
export async function thriftReason(device: Device = navigator as Device): Promise<string | null> {
  if (device.connection?.saveData === true) return "the browser is set to save data";
  const battery = await device.getBattery?.().catch(() => undefined);
  if (battery && !battery.charging && battery.level < LOW_BATTERY) return "the battery is low";
  return null;
}
