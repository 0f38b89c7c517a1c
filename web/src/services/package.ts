import type { Manifest, PackageEntry, PublicDocument } from "../generated/rpc";
import { statusOf } from "./status";

/** The manifest of what is there; while the first version is arriving, of what will be. */
export function manifestOf(entry: PackageEntry): Manifest {
    const state = entry.stateInfo;
    return state.state === "installing" || state.state === "restoring" ? state.installingInfo.newManifest : state.manifest;
}

export function titleOf(document: PublicDocument, packageId: string): string {
    const entry = document.packageData[packageId];
    return entry === undefined ? packageId : manifestOf(entry).title;
}

/** Package ids in the order of their titles. */
export function packagesByTitle(document: PublicDocument): string[] {
    return Object.keys(document.packageData).sort((a, b) =>
        titleOf(document, a).localeCompare(titleOf(document, b), undefined, { sensitivity: "base", numeric: true }),
    );
}

/** Titles of the services that run and need this one running. */
export function runningDependents(document: PublicDocument, packageId: string): string[] {
    return packagesByTitle(document)
        .filter((other) => {
            const entry = document.packageData[other];
            if (entry === undefined || other === packageId) return false;
            const isNeeded = entry.currentDependencies[packageId]?.kind === "running";
            return isNeeded && ["running", "unwell", "starting", "restarting"].includes(statusOf(entry));
        })
        .map((other) => titleOf(document, other));
}
