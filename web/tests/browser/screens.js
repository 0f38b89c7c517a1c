// @ts-check
/**
 * Every screen of the page, each reached the way a person would reach it. `?screen=NAME` in the address chooses one;
 * `await screens.ready()` returns when it stands. It comes before stage.js.
 */
(() => {
    const given = /** @type {any} */ (window);

    const all = (/** @type {string} */ selector) => /** @type {HTMLElement[]} */ ([
        ...document.querySelectorAll(selector),
    ]);
    const byId = (/** @type {string} */ id) => `[data-testid="${id}"]`;

    /** Waits until a selector finds something, told by the page's own changes. */
    function find(/** @type {string} */ selector) {
        return new Promise((/** @type {(element: HTMLElement) => void} */ resolve) => {
            const look = () => {
                const [element] = all(selector);
                if (element === undefined) return;
                observer.disconnect();
                resolve(element);
            };
            const observer = new MutationObserver(look);
            observer.observe(document, { subtree: true, childList: true, attributes: true });
            look();
        });
    }

    async function click(/** @type {string} */ selector) {
        const element = await find(selector);
        element.focus();
        element.click();
    }

    async function type(/** @type {string} */ selector, /** @type {string} */ text) {
        const field = await find(selector);
        const set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set;
        set?.call(field, text);
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }

    const live = `${byId("connection")}[data-state=live]`;
    /** A minute of figures at once, so that the curves are there. */
    const figures = () => {
        given.stage.stopTicking();
        for (let index = 0; index < 40; index++) given.stage.stats();
    };
    const home = async () => {
        await find(live);
        await find(".trickle, .empty");
        figures();
    };
    const service = async () => {
        await find(live);
        await find("h1");
        await find(".log-line, .phases");
        await find(".usage, .phases");
        if (document.querySelector(`${byId("service-status")}[data-status=running]`) !== null) await find(".use");
        figures();
    };
    const file = (/** @type {string} */ name, /** @type {number} */ size, isPackage = true) => {
        const bytes = new Uint8Array(size);
        if (isPackage) bytes.set([0x3b, 0x3b, 2]);
        return new File([bytes], name);
    };
    const choose = async (/** @type {File[]} */ ...files) => {
        const input = /** @type {HTMLInputElement} */ (await find(byId("sideload-input")));
        const transfer = new DataTransfer();
        files.forEach((one) => transfer.items.add(one));
        input.files = transfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    };

    /** @typedef {{ scene?: string; hash?: string; show: () => Promise<unknown> }} Screen */
    /** @type {{ [name: string]: Screen }} */
    const screens = {
        "setup": { scene: "setup", hash: "#setup=ABCD-EFGH", show: () => find(byId("setup-password")) },
        "setup-refused": {
            scene: "setup", hash: "#/",
            show: async () => {
                await type(byId("setup-password"), "short");
                await click(byId("setup-submit"));
                await find("[aria-invalid=true]");
            },
        },
        "login": { scene: "signed-out", show: () => find(byId("login-password")) },
        "login-refused": {
            scene: "signed-out",
            show: async () => {
                await type(byId("login-password"), "not the password");
                await click(byId("login-submit"));
                await find("[aria-invalid=true]");
            },
        },
        "starting": { scene: "starting", show: () => find("[role=status]") },
        "services-empty": { scene: "empty", show: home },
        "services-well": { scene: "well", show: home },
        "services": { show: home },
        "services-sixty": { scene: "sixty", show: home },
        "services-lost": {
            show: async () => {
                await home();
                given.stage.loseConnection();
                await find(".stale");
            },
        },
        "services-upload": {
            scene: "well",
            show: async () => {
                await home();
                await choose(
                    file("photos.s9pk", 900_000),
                    file("second-package-with-quite-a-long-file-name.s9pk", 500),
                );
                while (given.stage.upload === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
                given.stage.upload.sent(400_000);
                await choose(file("holiday.jpeg", 700, false));
                given.stage.upload.abort();
                await find(byId("upload-failed"));
            },
        },
        "drop": {
            show: async () => {
                await home();
                const transfer = new DataTransfer();
                transfer.items.add(file("a.s9pk", 5));
                dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, cancelable: true }));
                await find(byId("drop-target"));
            },
        },
        "service": { hash: "#/services/syncthing", show: service },
        "service-unwell": { hash: "#/services/jellyfin", show: service },
        "service-failed": { hash: "#/services/matrix", show: service },
        "service-retrying": { hash: "#/services/mail", show: service },
        "service-needs": { hash: "#/services/vault", show: service },
        "service-stopped": { hash: "#/services/forgejo", show: service },
        "service-installing": { hash: "#/services/photos", show: service },
        "service-long": {
            hash: "#/services/donaudampfschifffahrtsgesellschaftskapit%C3%A4nsm%C3%BCtzenabzeichenverleihungsordnung-service",
            show: service,
        },
        "service-logs": {
            hash: "#/services/syncthing",
            show: async () => {
                await service();
                await type(byId("log-search"), "peer");
                await find(".log mark");
                (await find(byId("logs"))).scrollIntoView({ block: "center" });
            },
        },
        "missing": { hash: "#/services/nothing", show: () => find("h1") },
        "not-found": { hash: "#/nowhere/at/all", show: () => find("h1") },
        "system": { hash: "#/system", show: () => find("section li.row") },
        "dialog-concerns": {
            show: async () => {
                await home();
                await click(byId("concerns"));
                await find("dialog a");
            },
        },
        "dialog-commands": {
            show: async () => {
                await home();
                await click(".command-button");
                await type("dialog input", "sync");
            },
        },
        "dialog-limits": {
            hash: "#/services/syncthing",
            show: async () => {
                await service();
                await click(byId("edit-limits"));
                await type(byId("limit-cpu"), "none");
                await click(byId("limits-save"));
                await find("dialog [aria-invalid=true]");
            },
        },
        "dialog-uninstall": {
            hash: "#/services/syncthing",
            show: async () => {
                await service();
                await click(byId("uninstall"));
                await find("dialog");
            },
        },
        "dialog-action": {
            hash: "#/services/syncthing",
            show: async () => {
                await service();
                await click(`${byId("action-configure")} button`);
                await find("dialog form");
                await click("dialog .segments input");
                await click(byId("action-submit"));
                await find("dialog [aria-invalid=true]");
            },
        },
        "dialog-warning": {
            hash: "#/services/syncthing",
            show: async () => {
                await service();
                await click(`${byId("action-password")} button`);
                await find("dialog .warning");
            },
        },
        "dialog-result": {
            hash: "#/services/syncthing",
            show: async () => {
                await service();
                await click(`${byId("action-credentials")} button`);
                await click("dialog [aria-expanded=false]");
                await find("dialog .qr");
            },
        },
        "dialog-qr": {
            hash: "#/services/syncthing",
            show: async () => {
                await service();
                await click(`${byId("interface-ui")} button`);
                await find("dialog .qr");
            },
        },
        "dialog-password": {
            hash: "#/system",
            show: async () => {
                await click(byId("change-password"));
                await click(byId("password-save"));
                await find("dialog [aria-invalid=true]");
            },
        },
        "notice": {
            show: async () => {
                await home();
                given.stage.refuse(
                    "package.start",
                    {
                        code: 1,
                        message: "Unknown",
                        data: {
                            details: "There is no space left on the disk. Uninstall something, then try again.",
                            debug: "write: ENOSPC",
                        },
                    },
                );
                await click(byId("start"));
                await find(".notice");
            },
        },
    };

    const name = new URLSearchParams(location.search).get("screen") ?? "services";
    const chosen = screens[name];
    given.screens = {
        names: Object.keys(screens),
        scene: chosen?.scene,
        hash: chosen?.hash,
        /** @type {() => Promise<boolean>} */
        ready: async () => {
            await chosen?.show();
            // Two frames, so that what was just changed is drawn; then what still moves comes to its end.
            await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
            for (const animation of document.getAnimations()) {
                if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
            }
            return true;
        },
    };
})();
