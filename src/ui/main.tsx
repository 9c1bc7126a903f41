import { render } from "solid-js/web";
import { App } from "./app.tsx";
import { connectServices } from "./connect-services.ts";
import { createUpdates, noUpdates } from "./state/updates.ts";
import "./style/app.css";

const updates = import.meta.env.PROD ? createUpdates() : noUpdates;
const services = connectServices();
render(() => <App services={services} updates={updates} />, document.getElementById("root")!);
