/** The part of `navigator` that says what browser this is; some have the first alone. */
interface Agent {
  readonly userAgent: string;
  readonly userAgentData?: {
    readonly brands: readonly { readonly brand: string; readonly version: string }[];
    readonly platform: string;
  };
}

/** What runs this, as a training's run says: "Chromium 156, Linux", "Firefox 140". */
export function browserEnvironment(agent: Agent = navigator as Agent): string {
  const data = agent.userAgentData;
  // Brands hold one that is made up ("Not A;Brand"), so that nobody takes the first.
  const brands = data?.brands.filter(({ brand }) => !/not/i.test(brand)) ?? [];
  const own = brands.find(({ brand }) => brand !== "Chromium") ?? brands[0];
  if (own !== undefined) return `${own.brand} ${own.version}, ${data!.platform}`;
  // Safari writes its own version there.
  const [, name, version] = /(Firefox|Chrome|Version)\/(\d+)/.exec(agent.userAgent) ?? [];
  return name === undefined ? "a browser" : `${name === "Version" ? "Safari" : name} ${version}`;
}
