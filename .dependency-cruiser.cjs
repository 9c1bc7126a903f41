// Lowest layer first. A folder may import only folders named before it.
const LAYERS = [
  "core",
  "math",
  "domain",
  "privacy",
  "features",
  "models",
  "evaluation",
  "training",
  "registry",
  "monitoring",
  "deployment",
  "sync",
  "workflows",
];
const anyLayer = `(^|/)src/(${LAYERS.join("|")})/`;

const upward = LAYERS.slice(0, -1).map((name, i) => ({
  name: `${name}-imports-upward`,
  severity: "error",
  from: { path: `(^|/)src/${name}/` },
  to: { path: `(^|/)src/(${LAYERS.slice(i + 1).join("|")})/` },
}));
const forbid = (name, from, to) => ({ name, severity: "error", from, to });

module.exports = {
  forbidden: [
    ...upward,
    forbid("no-cycle", {}, { circular: true }),
    forbid(
      "layer-knows-host",
      { path: anyLayer },
      { path: "(^|/)(src/(platform|bridge|ui|cli|library)|workers)/" },
    ),
    forbid("layer-knows-node", { path: anyLayer }, { dependencyTypes: ["core"] }),
    forbid("layer-picks-backend", { path: anyLayer }, { path: "@tensorflow/tfjs-(backend|node)" }),
    forbid(
      "models-are-strangers",
      { path: "(^|/)src/models/([^/]+/[^/]+)/" },
      { path: "(^|/)src/models/[^/]+/[^/]+/", pathNot: "(^|/)src/models/$2/" },
    ),
    forbid(
      "model-only-through-index",
      { path: "(^|/)src/", pathNot: "(^|/)src/models/[^/]+/[^/]+/" },
      { path: "(^|/)src/models/[^/]+/[^/]+/(?!index\\.ts$)" },
    ),
    forbid(
      "only-bridge-uses-comlink",
      { path: "(^|/)(src|workers)/", pathNot: "(^|/)src/bridge/" },
      { path: "node_modules/comlink" },
    ),
    forbid(
      "ui-sees-bridge-only",
      { path: "(^|/)src/ui/" },
      { path: "(^|/)(src/(?!ui/|bridge/|domain/|core/)|workers/)" },
    ),
    forbid(
      "library-is-layers",
      { path: "(^|/)src/library/" },
      { path: "(^|/)(src/(platform|bridge|ui|cli)|workers)/" },
    ),
    forbid(
      "workers-see-workflows-only",
      { path: "(^|/)workers/" },
      { path: "(^|/)src/(?!workflows/|platform/(browser|files)/|bridge/)" },
    ),
    forbid(
      "workers-are-entries",
      { path: "(^|/)src/" },
      { path: "(^|/)workers/", dependencyTypesNot: ["type-only"] },
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
  },
};
