import type { JSONValue, ServiceTask } from "../generated/rpc";
import { isObject } from "./spec";

/** What `package.action.get-input` answers; the server hands it on as the service made it. */
export interface ActionInput {
    eventId: string;
    spec: JSONValue;
    value?: JSONValue;
}

export function readActionInput(answer: JSONValue): ActionInput | null {
    if (!isObject(answer) || typeof answer["eventId"] !== "string") return null;
    return { eventId: answer["eventId"], spec: answer["spec"] ?? {}, value: answer["value"] ?? null };
}

/** What `package.action.run` answers, version 1. */
export interface ActionResult {
    title: string;
    message?: string | null;
    result?: ActionResultValue | null;
}

export type ActionResultValue =
    | { type: "single"; value: string; copyable: boolean; qr: boolean; masked: boolean }
    | { type: "group"; value: ActionResultMember[] };

export type ActionResultMember = { name: string; description?: string | null } & ActionResultValue;

export function readActionResult(answer: JSONValue): ActionResult | null {
    return isObject(answer) && typeof answer["title"] === "string" ? (answer as unknown as ActionResult) : null;
}

/** The values that a task wants, laid over the form before the person sees it. */
export function wishOf(task: ServiceTask): JSONValue | undefined {
    return isObject(task.input ?? null) ? (task.input as { set?: JSONValue }).set : undefined;
}
