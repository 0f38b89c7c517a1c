import type { JSONValue } from "../generated/rpc";
import { messages } from "../text/messages";
import { innerFields, isObject, type Field, type Fields, type Pattern } from "./spec";

/** What is wrong with a form, by the path of the field. */
export type Problems = ReadonlyMap<string, string>;

export function fieldPath(parent: string, key: string | number): string {
    return `${parent}/${key}`;
}

export function problemsOf(fields: Fields, values: JSONValue | undefined, parent = ""): Map<string, string> {
    const problems = new Map<string, string>();
    const current = isObject(values) ? values : {};
    for (const [key, field] of Object.entries(fields)) {
        collect(field, current[key] ?? null, fieldPath(parent, key), problems);
    }
    return problems;
}

function collect(field: Field, value: JSONValue, path: string, problems: Map<string, string>) {
    if (typeof field.disabled === "string") return;
    const own = problemOf(field, value);
    if (own !== undefined) problems.set(path, own);
    const addAll = (inner: ReadonlyMap<string, string>) => inner.forEach((text, at) => problems.set(at, text));
    if (field.type === "object") addAll(problemsOf(innerFields(field), value, path));
    if (field.type === "union" && isObject(value) && typeof value["selection"] === "string") {
        addAll(problemsOf(field.variants?.[value["selection"]]?.spec ?? {}, value["value"], path));
    }
    if (field.type === "list" && Array.isArray(value)) {
        const item = field.spec as Field | undefined;
        value.forEach((element, index) => {
            const at = fieldPath(path, index);
            if (item?.type === "object") addAll(problemsOf(innerFields(field), element, at));
            else if (item !== undefined) collect({ ...item, required: true }, element, at, problems);
        });
    }
}

function problemOf(field: Field, value: JSONValue): string | undefined {
    const isMissing = value === null || value === "";
    switch (field.type) {
        case "text":
        case "textarea":
            if (isMissing) return field.required === true ? messages.actions.required : undefined;
            return problemWithText(field, String(value));
        case "number":
            if (isMissing) return field.required === true ? messages.actions.required : undefined;
            return problemWithNumber(field, value);
        case "select":
            return isMissing ? messages.actions.required : undefined;
        case "union":
            return isObject(value) && typeof value["selection"] === "string" ? undefined : messages.actions.required;
        case "color":
        case "datetime":
            return isMissing && field.required === true ? messages.actions.required : undefined;
        case "multiselect":
        case "list":
            return problemWithCount(field, Array.isArray(value) ? value.length : 0);
        default:
            return undefined;
    }
}

function problemWithText({ minLength, maxLength, patterns }: Field, text: string): string | undefined {
    const [minimum, maximum] = [minLength ?? 0, maxLength ?? Infinity];
    if (text.length < minimum) return messages.actions.longer({ minimum });
    if (text.length > maximum) return messages.actions.shorter({ maximum });
    const failed = patterns?.find((pattern) => !matches(pattern, text));
    return failed === undefined ? undefined : failed.description || messages.actions.badFormat;
}

/** Patterns match the whole text, and one that no browser understands is left to the service. */
function matches({ regex }: Pattern, text: string): boolean {
    try {
        return new RegExp(`^(?:${regex})$`).test(text);
    } catch {
        return true;
    }
}

function problemWithNumber({ min, max, integer }: Field, value: JSONValue): string | undefined {
    if (typeof value !== "number") return messages.actions.notANumber;
    if (integer === true && !Number.isInteger(value)) return messages.actions.notWhole;
    if (typeof min === "number" && value < min) return messages.actions.atLeast({ minimum: min });
    if (typeof max === "number" && value > max) return messages.actions.atMost({ maximum: max });
    return undefined;
}

function problemWithCount({ minLength, maxLength }: Field, number: number): string | undefined {
    if (typeof minLength === "number" && number < minLength) return messages.actions.tooFew({ minimum: minLength });
    if (typeof maxLength === "number" && number > maxLength) return messages.actions.tooMany({ maximum: maxLength });
    return undefined;
}
