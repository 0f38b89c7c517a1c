import type { PublicDocument } from "../generated/rpc";
import { isRunningDependency, manifestOf } from "./manifest";
import { canStop, statusOf } from "./status";

export function titleOf(document: PublicDocument, packageId: string): string {
    const entry = document.packageData[packageId];
    return entry === undefined ? packageId : manifestOf(entry).title || packageId;
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
            return isRunningDependency(entry.currentDependencies[packageId]) && canStop(statusOf(entry));
        })
        .map((other) => titleOf(document, other));
}
