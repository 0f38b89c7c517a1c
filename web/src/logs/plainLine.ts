/** A line without the escape sequences that colour terminals (ECMA-48 control sequences). */
export function plainLine(message: string): string {
    return message.replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])/g, "");
}
