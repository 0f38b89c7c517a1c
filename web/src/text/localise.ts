import type { LocaleString } from "../services/manifest";
import { locale } from "./messages";

/** The text of a package in the person's language, else the nearest relative, else the first there is. */
export function localise(text: LocaleString | null | undefined): string {
    if (text === null || text === undefined) return "";
    if (typeof text === "string") return text;
    const wanted = locale.replace("-", "_");
    const language = `${wanted.split("_")[0] ?? ""}_`;
    const relative = Object.keys(text).find((key) => key.startsWith(language));
    return text[wanted] ?? (relative === undefined ? undefined : text[relative]) ?? Object.values(text)[0] ?? "";
}

/** Packages may write simple HTML in descriptions; only the words are shown. */
export function plainText(html: string): string {
    if (!/[<&]/.test(html)) return html;
    return new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
}
