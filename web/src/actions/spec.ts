import type { JSONValue } from "../generated/rpc";

export type Values = { [field: string]: JSONValue };
export type Fields = { [field: string]: Field };

/** A field as packages describe it. Other SDK versions leave attributes out, so all but the type are optional. */
export interface Field {
    type: string;
    name?: string;
    description?: string | null;
    warning?: string | null;
    footnote?: string | null;
    required?: boolean;
    default?: JSONValue;
    disabled?: false | string | string[];
    placeholder?: string | null;
    masked?: boolean;
    inputmode?: string;
    patterns?: Pattern[];
    generate?: RandomText | null;
    minLength?: number | null;
    maxLength?: number | null;
    minRows?: number | null;
    min?: number | string | null;
    max?: number | string | null;
    step?: number | null;
    integer?: boolean;
    units?: string | null;
    values?: { [key: string]: string };
    spec?: Fields | Field;
    variants?: { [key: string]: { name: string; spec: Fields } };
}

export interface Pattern {
    regex: string;
    description: string;
}

export interface RandomText {
    charset: string;
    len: number;
}

export function isObject(value: JSONValue | undefined): value is Values {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields inside an object, or inside the items of a list of objects. */
export function innerFields(field: Field): Fields {
    const inner = field.spec ?? {};
    if (field.type !== "list") return inner as Fields;
    return ((inner as Field).spec ?? {}) as Fields;
}

/** What a form shows at first: what is stored, else what the package proposes. */
export function initialValues(fields: Fields, stored: JSONValue | undefined): Values {
    const current = isObject(stored) ? stored : {};
    return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, initialValue(field, current[key])]));
}

export function initialValue(field: Field, current: JSONValue | undefined): JSONValue {
    switch (field.type) {
        case "object":
            return initialValues(innerFields(field), current);
        case "union":
            return initialUnion(field, current);
        case "list":
            return Array.isArray(current) ? current : Array.isArray(field.default) ? field.default : [];
        case "toggle":
            return current ?? field.default ?? false;
        case "multiselect":
            return current ?? field.default ?? [];
        case "text":
            return current !== undefined ? current : initialText(field.default);
        default:
            return current !== undefined ? current : (field.default ?? null);
    }
}

function initialText(value: JSONValue | undefined): JSONValue {
    if (!isObject(value)) return value ?? null;
    const { charset, len } = value;
    return typeof charset === "string" && typeof len === "number" ? randomText({ charset, len }) : null;
}

function initialUnion(field: Field, current: JSONValue | undefined): JSONValue {
    const stored = isObject(current) ? current : {};
    const { selection } = stored;
    const known = typeof selection === "string" && field.variants?.[selection] !== undefined ? selection : undefined;
    const chosen = known ?? (typeof field.default === "string" ? field.default : null);
    return unionValue(field, chosen, known === undefined ? undefined : stored["value"]);
}

export function unionValue(field: Field, selection: string | null, stored?: JSONValue): JSONValue {
    const variant = selection === null ? undefined : field.variants?.[selection];
    return { selection, value: initialValues(variant?.spec ?? {}, stored) };
}

/** Lays a task's wishes over what is stored: objects by member, lists by missing elements, anything else replaced. */
export function merged(stored: JSONValue | undefined, wish: JSONValue): JSONValue {
    if (isObject(stored) && isObject(wish)) {
        const keys = [...new Set([...Object.keys(stored), ...Object.keys(wish)])];
        return Object.fromEntries(
            keys.map((key) => {
                const member = wish[key];
                return [key, member === undefined ? (stored[key] ?? null) : merged(stored[key], member)];
            }),
        );
    }
    if (Array.isArray(stored) && Array.isArray(wish)) {
        const seen = new Set(stored.map((element) => JSON.stringify(element)));
        return [...stored, ...wish.filter((element) => !seen.has(JSON.stringify(element)))];
    }
    return wish;
}

/** A random text over a set such as `a-z,A-Z,0-9`. */
export function randomText({ charset, len }: RandomText): string {
    const characters = charactersOf(charset);
    if (characters.length === 0) return "";
    const limit = Math.floor(2 ** 32 / characters.length) * characters.length;
    let text = "";
    while (text.length < len) {
        const [draw = limit] = crypto.getRandomValues(new Uint32Array(1));
        if (draw < limit) text += characters[draw % characters.length] ?? "";
    }
    return text;
}

function charactersOf(charset: string): string[] {
    const characters: string[] = [];
    for (let at = 0; at < charset.length; at += 2) {
        const first = charset.charCodeAt(at);
        let last = first;
        if (charset[at + 1] === "-" && at + 2 < charset.length) {
            last = charset.charCodeAt(at + 2);
            at += 2;
        }
        for (let code = first; code <= last; code++) characters.push(String.fromCharCode(code));
    }
    return characters;
}
