import { messages } from "../text/messages";

export const minimumLength = 12;
const maximumLength = 64;

/** What speaks against a new password; the server holds to the same rule. */
export function problemWithPassword(password: string): string | undefined {
    if (password.length < minimumLength) return messages.password.tooShort({ minimum: minimumLength });
    if (password.length > maximumLength) return messages.password.tooLong({ maximum: maximumLength });
    return undefined;
}
