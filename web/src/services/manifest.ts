import type { JSONValue, PackageEntry } from "../generated/rpc";

export type LocaleString = string | { [locale: string]: string };

/** What this page reads of a package's manifest, which the server hands on as the package wrote it. */
export interface Manifest {
    id: string;
    version: string;
    title: string;
    description: { short: LocaleString; long: LocaleString };
    license: string;
    packageRepo?: string | null;
    upstreamRepo?: string | null;
    marketingUrl?: string | null;
    donationUrl?: string | null;
    gitHash?: string | null;
    volumes: string[];
}

/** What a service says about another one it uses. */
export interface Dependency {
    kind: "exists" | "running";
}

/** The manifest of what is there; while the first version is arriving, of what will be. */
export function manifestOf({ stateInfo }: PackageEntry): Manifest {
    const manifest = stateInfo.manifest ?? stateInfo.installingInfo?.newManifest ?? null;
    return { ...unknown, ...(manifest as Partial<Manifest> | null) };
}

const unknown: Manifest = {
    id: "",
    version: "",
    title: "",
    description: { short: "", long: "" },
    license: "",
    volumes: [],
};

export function isRunningDependency(dependency: JSONValue | undefined): boolean {
    return (dependency as Partial<Dependency> | null | undefined)?.kind === "running";
}
