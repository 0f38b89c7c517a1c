import { showDialog } from "../controls/Dialog";
import type { JSONValue } from "../generated/rpc";
import { ActionDialog } from "./ActionDialog";

/** Lets the person run an action: at once, after a warning, or with a form. */
export function openAction(packageId: string, actionId: string, prefill?: JSONValue) {
    showDialog(<ActionDialog packageId={packageId} actionId={actionId} prefill={prefill ?? null} />);
}
