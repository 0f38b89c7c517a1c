export interface TextPart {
    text: string;
    isFound: boolean;
}

/** A text cut where it contains what was searched for, whatever its case. */
export function highlighted(text: string, search: string): TextPart[] {
    if (search === "") return [{ text, isFound: false }];
    const pattern = search.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return text
        .split(new RegExp(`(${pattern})`, "iu"))
        .map((part, index) => ({ text: part, isFound: index % 2 === 1 }))
        .filter((part) => part.text !== "");
}
