/** What speaks against uploading a file, judged by its first bytes: the magic number 3b 3b and the format's version. */
export async function problemWithPackage(file: Blob): Promise<"not-a-package" | "old-package" | undefined> {
    const [first, second, version] = new Uint8Array(await file.slice(0, 3).arrayBuffer());
    if (first !== 0x3b || second !== 0x3b) return "not-a-package";
    if (version === 1) return "old-package";
    return version === 2 ? undefined : "not-a-package";
}
