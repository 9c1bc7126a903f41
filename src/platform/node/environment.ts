/** What runs this, as a training's run says: "Node 20.20.2, linux x64". */
export const nodeEnvironment = (): string =>
  `Node ${process.versions.node}, ${process.platform} ${process.arch}`;
