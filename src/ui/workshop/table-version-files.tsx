import { For, type JSX } from "solid-js";
import type { TableVersionReport } from "../../bridge/table-api.ts";
import { bytes } from "../format/numbers.ts";
import { downloadBlob } from "../parts/download.ts";
import { useApp } from "../state/app.tsx";

const MEANINGS: Readonly<Record<string, string>> = {
  "report.html": "this report as one page, to read anywhere",
  "evaluation.json": "this report as data",
  "model.bin": "the model itself",
  "metadata.json": "what it is, and what it was made of",
  "features.json": "the columns it needs",
};

/** The files of a version, each to download; and how it was made. */
export function TableVersionFiles(props: { readonly version: TableVersionReport }): JSX.Element {
  const app = useApp();
  const { tables } = app.services;
  const download = async (file: string): Promise<void> => {
    const { model, version } = props.version;
    try {
      downloadBlob(await tables.versionFile(model, version, file), `${model}-${version}-${file}`);
    } catch (thrown) {
      app.toasts.showError(thrown);
    }
  };
  return (
    <section aria-labelledby="files-heading">
      <h2 id="files-heading">Files</h2>
      <ul class="version-files">
        <For each={props.version.files}>
          {(file) => (
            <li>
              <button
                type="button"
                class="button small"
                aria-label={`Download ${file.name}`}
                onClick={() => void download(file.name)}
              >
                {file.name}
              </button>
              <span class="quiet figures">
                {MEANINGS[file.name]} {bytes(file.bytes)}
              </span>
            </li>
          )}
        </For>
      </ul>
      <h3>Made with</h3>
      <dl class="made-with figures">
        <For each={settings(props.version)}>
          {([name, value]) => (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          )}
        </For>
      </dl>
    </section>
  );
}

/** The method's options and the configuration, without what is empty; and the data's hash. */
function settings({ options, config, dataSha256 }: TableVersionReport): [string, string][] {
  const given = Object.entries({ ...options, ...config }).map(([name, value]): [string, string] => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return [
    // Members of an ensemble have a table of their own.
    ...given.filter(([name, text]) => text !== "" && text !== "{}" && name !== "members"),
    ["data_sha256", dataSha256],
  ];
}
