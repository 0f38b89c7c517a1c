// The little of Node's test library that the tests use; Debian's node-typescript brings no types for it.
declare module "node:test" {
    export function test(name: string, body: () => void | Promise<void>): void;
}

declare module "node:assert/strict" {
    const assert: {
        equal(actual: unknown, expected: unknown, message?: string): void;
        notEqual(actual: unknown, expected: unknown, message?: string): void;
        deepEqual(actual: unknown, expected: unknown, message?: string): void;
        throws(body: () => unknown): void;
    };
    export default assert;
}

declare module "node:crypto" {
    export function createHash(algorithm: "sha256"): {
        update(text: string): { digest(encoding: "hex"): string };
    };
}
