import { createSignal, Match, onCleanup, onMount, Show, Switch, type JSX } from "solid-js";
import { Modal } from "../parts/modal.tsx";
import { useApp } from "../state/app.tsx";
import { openBarcodeReader, plainCode } from "./barcode-reader.ts";
import "./scan-dialog.css";

type Camera = "starting" | "looking" | "denied" | "missing" | "failed";

const SAYS: Readonly<Record<Exclude<Camera, "starting" | "looking">, string>> = {
  denied:
    "The camera is not allowed here. Allow it in the address bar (the camera or padlock sign), then open this again; or type the number below.",
  missing: "This device has no camera that can be used. Type the number below.",
  failed:
    "The camera did not start; another app may be using it. Close that app and open this again, or type the number below.",
};

/** Find a title by the barcode on its back: by camera, or typed. The camera stops when the dialog closes. */
export function ScanDialog(props: {
  readonly onClose: () => void;
  readonly onFound: (itemId: string) => void;
}): JSX.Element {
  const app = useApp();
  const [camera, setCamera] = createSignal<Camera>("starting");
  const [message, setMessage] = createSignal("");
  const [typed, setTyped] = createSignal("");
  let video!: HTMLVideoElement;
  let stream: MediaStream | null = null;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const find = async (code: string): Promise<boolean> => {
    const datasetId = app.datasets.currentId();
    if (datasetId === null || code === "") return false;
    try {
      const itemId = await app.services.predict.findByCode(datasetId, code);
      if (closed) return true;
      if (itemId !== null) {
        props.onFound(itemId);
        return true;
      }
      setMessage(`No title of this shop has the number ${code}.`);
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
    return false;
  };

  const look = async (): Promise<void> => {
    try {
      if (!navigator.mediaDevices) throw new DOMException("no camera interface", "NotFoundError");
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      if (closed) {
        stopCamera();
        return;
      }
      video.srcObject = stream;
      await video.play();
      const reader = await openBarcodeReader();
      setCamera("looking");
      let last = "";
      const step = async (): Promise<void> => {
        if (closed) return;
        const codes = await reader.detect(video).catch(() => []);
        const code = plainCode(codes[0]?.rawValue ?? "");
        // The same unknown code stays in view for many frames; it is looked up once.
        if (code !== "" && code !== last) {
          last = code;
          if (await find(code)) return;
        }
        timer = setTimeout(() => void step(), 150);
      };
      await step();
    } catch (thrown) {
      const name = thrown instanceof Error ? thrown.name : "";
      stopCamera();
      setCamera(name === "NotAllowedError" ? "denied" : name === "NotFoundError" ? "missing" : "failed");
    }
  };
  const stopCamera = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
  };
  onMount(() => void look());
  onCleanup(() => {
    closed = true;
    clearTimeout(timer);
    stopCamera();
  });

  return (
    <Modal title="Scan a barcode" onClose={() => props.onClose()}>
      <div class="scan-view" classList={{ live: camera() === "looking" }}>
        <video ref={video} muted playsinline aria-label="What the camera sees" />
        <p class="scan-says" role="status">
          <Switch>
            <Match when={camera() === "starting"}>Starting the camera</Match>
            <Match when={camera() === "looking"}>Hold the barcode on the back cover into view</Match>
            <Match when={true}>{SAYS[camera() as keyof typeof SAYS]}</Match>
          </Switch>
        </p>
      </div>
      <form
        class="scan-form"
        onSubmit={(event) => {
          event.preventDefault();
          void find(plainCode(typed()));
        }}
      >
        <label class="field">
          <span>ISBN or SKU</span>
          <input
            inputmode="text"
            autocomplete="off"
            value={typed()}
            onInput={(event) => {
              setTyped(event.currentTarget.value);
              setMessage("");
            }}
          />
        </label>
        <button type="submit" class="button primary" disabled={plainCode(typed()) === ""}>
          Find
        </button>
      </form>
      <p class="form-message" role="status">
        <Show when={message()}>{message()}</Show>
      </p>
    </Modal>
  );
}
