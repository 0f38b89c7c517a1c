import { Store } from "../session/Store";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "theme";

/** Light, dark or as the device says; remembered by this browser. */
export const theme = new Store<Theme>(stored());

export function chooseTheme(choice: Theme) {
    theme.set(choice);
    applyTheme();
    try {
        localStorage.setItem(key, choice);
    } catch {
        // Private windows may refuse storage; the choice then lasts as long as the page.
    }
}

export function applyTheme() {
    if (theme.value === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme.value;
}

function stored(): Theme {
    try {
        return themes.find((candidate) => candidate === localStorage.getItem(key)) ?? "system";
    } catch {
        return "system";
    }
}
