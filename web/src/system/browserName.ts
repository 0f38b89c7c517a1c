import { messages } from "../text/messages";

const browsers: [RegExp, string][] = [
    [/start-cli/i, "start-cli"],
    [/Edg\//, "Edge"],
    [/OPR\//, "Opera"],
    [/Firefox\//, "Firefox"],
    [/Chrom(e|ium)\//, "Chrome"],
    [/Safari\//, "Safari"],
];
const systems: [RegExp, string][] = [
    [/Android/, "Android"],
    [/iPhone|iPad/, "iOS"],
    [/Mac OS X/, "macOS"],
    [/Windows/, "Windows"],
    [/Linux/, "Linux"],
];

/** A browser by the name people know it under. */
export function browserName(userAgent: string | null): string {
    const find = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent ?? ""))?.[1];
    const browser = find(browsers);
    const system = find(systems);
    if (browser === undefined) return userAgent || messages.system.unknownBrowser;
    return system === undefined ? browser : messages.system.browserOn({ browser, system });
}
