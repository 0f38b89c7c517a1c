// @ts-check
/**
 * Counts what React draws. It listens where React's developer tools would, which the production build serves as well,
 * and takes nothing but the count: `renders.take()` returns the components drawn since the last time, by the service
 * that their properties name (`""` for none).
 */
(() => {
    /** @typedef {{ tag: number; flags: number; memoizedProps: any; alternate: Fiber | null; child: Fiber | null; sibling: Fiber | null }} Fiber */
    /** Function components, plain, with forwarded references, and memoized. */
    const components = [0, 11, 15];
    const performedWork = 1;
    /** @type {{ [id: string]: number }} */
    let counts = {};

    /** What was not drawn anew keeps its children, so only changed branches are walked. */
    function walk(/** @type {Fiber} */ fiber, /** @type {Fiber | null} */ before) {
        if (components.includes(fiber.tag) && (fiber.flags & performedWork) !== 0) {
            const id = typeof fiber.memoizedProps?.id === "string" ? fiber.memoizedProps.id : "";
            counts[id] = (counts[id] ?? 0) + 1;
        }
        if (before !== null && fiber.child === before.child) return;
        for (let child = fiber.child; child !== null; child = child.sibling) {
            if (child.alternate === null || before !== null) walk(child, child.alternate);
            else walk(child, null);
        }
    }

    const given = /** @type {any} */ (window);
    given.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberUnmount() {},
        onCommitFiberRoot(/** @type {number} */ _, /** @type {{ current: Fiber }} */ root) {
            walk(root.current, root.current.alternate);
        },
    };
    given.renders = {
        take: () => {
            const taken = counts;
            counts = {};
            return taken;
        },
    };
})();
