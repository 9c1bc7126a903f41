import { createEffect, createSignal, type Accessor } from "solid-js";

export type Theme = "auto" | "light" | "dark";
export const THEMES: readonly Theme[] = ["auto", "light", "dark"];

const KEY = "soma.theme";

/** The chosen theme, kept on this device and written to `<html data-theme>`; "auto" follows the system. */
export function createTheme(): { readonly theme: Accessor<Theme>; choose(theme: Theme): void } {
  const kept = localStorage.getItem(KEY);
  const [theme, setTheme] = createSignal<Theme>(THEMES.find((known) => known === kept) ?? "auto");
  createEffect(() => {
    document.documentElement.dataset["theme"] = theme();
  });
  return {
    theme,
    choose(next) {
      localStorage.setItem(KEY, next);
      setTheme(next);
    },
  };
}
