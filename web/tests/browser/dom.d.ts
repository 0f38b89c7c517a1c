/** What the browser of the tests has and these versions of the type declarations do not know yet. */
interface Element {
    checkVisibility(options?: { checkVisibilityCSS?: boolean; checkOpacity?: boolean }): boolean;
}
