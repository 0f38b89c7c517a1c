// @ts-check
/**
 * A server played inside the browser, for states that a real one cannot be brought into quickly or at all: sixty
 * services, one that keeps failing, a broken line. It is evaluated before the page's own scripts and takes the place of
 * `fetch`, `WebSocket` and `XMLHttpRequest`. `screens.js` chooses what there is to see; `window.stage` directs it.
 */
(() => {
    /** @typedef {import("../../src/generated/rpc").PublicDocument} PublicDocument */
    /** @typedef {import("../../src/generated/rpc").PackageEntry} PackageEntry */
    /** @typedef {import("../../src/generated/rpc").StatusInfo} StatusInfo */

    const now = Date.now();
    const ago = (/** @type {number} */ seconds) => new Date(now - seconds * 1000).toISOString();
    const longWord = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsordnung";

    /** @type {(health?: string, message?: string | null) => StatusInfo} */
    const running = (health = "success", message = null) => ({
        desired: { main: "running" },
        started: ago(93_784),
        health: {
            web: { name: "Web page", result: /** @type {any} */ (health), message },
            sync: { name: "Synchronisation", result: "success", message: "14 peers" },
        },
    });
    /** @type {() => StatusInfo} */
    const stopped = () => ({ desired: { main: "stopped" }, started: null, health: {} });

    /** @type {(id: string, title: string, short: string, status: StatusInfo) => PackageEntry} */
    function service(id, title, short, status) {
        const manifest = {
            id, title, version: "2.1.0:3", license: "MPL-2.0", volumes: ["main", "media"],
            description: { short, long: `${short} ${title} keeps everything on this server and asks nobody else.` },
            marketingUrl: `https://${id}.example`, upstreamRepo: `https://git.example/${id}`,
            packageRepo: `https://git.example/${id}-package`, gitHash: "8c1f2d7e5a90b34c",
        };
        const address = (/** @type {string} */ hostname, /** @type {string} */ kind, ssl = true) => ({
            ssl, public: false, hostname, port: ssl ? 443 : 8384, metadata: {
                kind: /** @type {any} */ (kind),
                gateway: "eth0",
            },
        });
        return {
            stateInfo: { state: "installed", manifest },
            s9pk: "",
            statusInfo: status,
            registry: null,
            developerKey: "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA5V0V1r0cW1sYwqgNnq3fV1ZqvX3yqvH4mJ8m2rV0j9c=\n-----END PUBLIC KEY-----",
            icon: icon(id),
            currentDependencies: {},
            actions: {
                credentials: action(
                    "Show credentials",
                    "The name and the password of the first account.",
                    { group: "Access" },
                ),
                password: action("Reset the password", "Makes a new password for the first account.",
                    {
                        group: "Access",
                        allowedStatuses: "only-running",
                        warning: "The present password stops working.",
                    }),
                configure: action("Configure", "Every kind of field that a package can ask for.", { hasInput: true }),
                repair: action(
                    "Repair the database",
                    "Takes a few minutes.",
                    { visibility: { disabled: "Nothing is broken." } },
                ),
            },
            tasks: {},
            hosts: {
                main: {
                    bindings: {
                        80: {
                            enabled: true,
                            options: { preferredExternalPort: 443 },
                            net: {},
                            addresses: {
                                enabled: [], disabled: [], guaAccess: {},
                                available: [
                                    address("calm-harbour.local", "mdns"), address("192.168.178.41", "ipv4"),
                                    address("192.168.178.41", "ipv4", false), address(
                                        "fd00:1234:5678:9abc:def0:1234:5678:9abc",
                                        "ipv6",
                                    ),
                                ],
                            },
                            interfaces: {
                                ui: {
                                    id: "ui", name: "Web page", description: `What people use ${title} with.`, masked: false, type: "ui",
                                    addressInfo: {
                                        hostId: "main",
                                        internalPort: 80,
                                        scheme: "http",
                                        sslScheme: "https",
                                        suffix: "/",
                                    },
                                },
                                api: {
                                    id: "api", name: "Interface for programs", description: "Its address bears a secret.", masked: true, type: "api",
                                    addressInfo: {
                                        hostId: "main",
                                        internalPort: 80,
                                        scheme: "http",
                                        sslScheme: "https",
                                        suffix: "/api/2f9a7c",
                                    },
                                },
                            },
                        },
                    },
                    bindingRanges: {}, publicDomains: {}, privateDomains: {}, portForwards: [],
                },
            },
            storeExposedDependents: [],
            plugin: {},
        };
    }

    /** @type {(name: string, description: string, more?: object) => any} */
    function action(name, description, more = {}) {
        return { name, description, allowedStatuses: "any", hasInput: false, visibility: "enabled", ...more };
    }

    function icon(/** @type {string} */ id) {
        const hue = [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="11" fill="hsl(${hue} 55% 45%)"/>`
            + `<circle cx="24" cy="24" r="${10 + (hue % 5)}" fill="none" stroke="white" stroke-width="4"/></svg>`;
        return `data:image/svg+xml,${encodeURIComponent(svg)}`;
    }

    /** @type {(packageData: { [id: string]: PackageEntry }) => PublicDocument} */
    const documentWith = (packageData) => ({
        serverInfo: {
            id: "1", name: "Calm Harbour", hostname: "calm-harbour", version: "0.4.0", packageVersionCompat: "",
            postInitMigrationTodos: {}, unreadNotificationCount: 0, ntpSynced: true, ram: 16_000_000_000,
            network: {
                host: { bindings: {}, bindingRanges: {}, publicDomains: {}, privateDomains: {}, portForwards: [] },
            },
            statusInfo: { shuttingDown: false, restarting: false },
            caFingerprint: Array.from({ length: 32 }, (_, index) => ((index * 73 + 11) % 256).toString(16).padStart(2, "0").toUpperCase()).join(":"),
        },
        packageData,
        ui: {},
    });

    /** @type {() => { [id: string]: PackageEntry }} */
    function variety() {
        const failing = service("matrix", "Matrix", "Chat with everybody, from your own server.",
            {
                desired: { main: "running" },
                started: null,
                health: {},
                error: {
                    details: "The database could not be opened: it was written by a newer version.",
                    debug: "at open (/media/startos/javascript.squashfs:1:2)\nexit status 78",
                },
            });
        const retrying = service("mail", "Mail", "Your own post office.", /** @type {any} */ ({
            desired: { main: "running" }, started: null, health: {},
            error: {
                details: "It ended with exit status 1 after 3 seconds.\nIts last words:\n  cannot bind to port 25: permission denied",
                debug: "",
            },
            retry: {
                attempt: 4,
                at: new Date(now + 47_000).toISOString(),
                reason: "It ended with exit status 1 after 3 seconds.",
            },
        }));
        const needy = service("vault", "Vaultwarden", "Passwords for the family.", stopped());
        needy.tasks = {
            owner: {
                active: true,
                task: {
                    packageId: "vault",
                    actionId: "configure",
                    severity: "critical",
                    reason: "Choose who may open an account before it starts.",
                },
            },
            mail: {
                active: true,
                task: {
                    packageId: "mail",
                    actionId: "configure",
                    severity: "important",
                    reason: "It needs an account to send mail from.",
                },
            },
        };
        const installing = service("photos", "Photos", "All your pictures, found by what is on them.", stopped());
        installing.stateInfo = {
            state: "installing",
            installingInfo: {
                newManifest: installing.stateInfo.manifest ?? null,
                progress: {
                    overall: { done: 412, total: 1000 },
                    phases: [
                        { name: "Uploading", progress: { done: 411_000_000, total: 982_000_000, units: "bytes" } },
                        { name: "Checking", progress: false },
                        { name: "Installing", progress: null },
                    ],
                },
            },
        };
        return {
            syncthing: service("syncthing", "Syncthing", "Keeps folders the same on all of your devices.", running()),
            photos: installing,
            matrix: failing,
            mail: retrying,
            vault: needy,
            jellyfin: service(
                "jellyfin",
                "Jellyfin",
                "Films and music for every screen in the house.",
                running("failure", "The page answers with status 502."),
            ),
            forgejo: service("forgejo", "Forgejo", "A home for your code.", stopped()),
            radicale: service(
                "radicale",
                "Radicale",
                "Calendars and address books.",
                { desired: { main: "running" }, started: null, health: {} },
            ),
            [`${longWord.toLowerCase()}-service`]: service(
                `${longWord.toLowerCase()}-service`,
                longWord,
                `${longWord} ${longWord}`,
                running(),
            ),
        };
    }

    function sixty() {
        const entries = Array.from({ length: 60 }, (_, index) => {
            const id = `service-${index}`;
            return /** @type {const} */ ([id, service(id, `Service ${index}`, "One of sixty.", running())]);
        });
        return Object.fromEntries(entries);
    }

    /** @type {{ [name: string]: () => { [id: string]: PackageEntry } }} */
    const scenes = {
        variety, sixty, empty: () => ({}),
        well: () => ({
            syncthing: service("syncthing", "Syncthing", "Keeps folders the same on all of your devices.", running()),
            radicale: service("radicale", "Radicale", "Calendars and address books.", running()),
        }),
    };
    const given = /** @type {any} */ (window);
    const scene = given.screens?.scene ?? "variety";
    if (given.screens?.hash !== undefined && location.protocol.startsWith("http")) {
        history.replaceState(null, "", given.screens.hash);
    }
    let revision = 1;
    const document_ = documentWith((scenes[scene] ?? (() => ({})))());
    let isReachable = true;
    let isSignedIn = scene !== "signed-out";
    const mode = scene === "setup" || scene === "starting" ? scene : "running";
    /** Errors that methods answer with from now on. */
    const refusals = new Map();

    // MARK: What the server says

    const loads = new Map();
    /** Figures that wander, each service at its own level. */
    function stats() {
        const figures = Object.keys(document_.packageData).map((id, index) => {
            const { statusInfo } = /** @type {PackageEntry} */ (document_.packageData[id]);
            if (!statusInfo.started) return [id, null];
            const step = (loads.get(id) ?? 0) + 1;
            loads.set(id, step);
            const wave = Math.sin(step / 3 + index) + Math.sin(step / 7 + 2 * index) / 2;
            const memory = Math.round((180 + 60 * index + 25 * wave) * 1e6);
            const limit = 2_000_000_000;
            return [id, {
                container_id: id, memory_usage: Math.round(memory / 2 ** 20), memory_limit: Math.round(limit / 2 ** 20),
                memory_bytes: memory, memory_limit_bytes: limit, cpu_percent: Math.max(0.2, 6 + index + 5 * wave),
                processes: 12 + index, disk_bytes: 3_200_000_000 + index * 1e8, disk_limit_bytes: index === 0 ? 50_000_000_000 : null,
            }];
        });
        return Object.fromEntries(figures);
    }

    const words = [
        ["info", "Listening on port 8384"], ["debug", "Scanned 12 folders in 48 ms"], [
            "warning",
            "Peer NL7XQ did not answer, trying again in 60 s",
        ],
        ["error", "Could not open /data/index.db: no space left on device"],
        ["info", `https://relay.example/${"k3J9".repeat(60)}`],
    ];
    const log = (/** @type {number} */ index) => {
        const [level, message] = words[index % words.length] ?? [];
        return { timestamp: ago(4000 - index * 13), message, level, bootId: "b", priority: 6 };
    };

    /** What a selection lets through, as the server would. */
    const fits = (/** @type {{ search?: string; level?: string }} */ { search, level }) => (/** @type {any} */ entry) => {
        const severity = ["error", "warning", "info", "debug"];
        return (!search || entry.message.toLowerCase().includes(search.toLowerCase()))
            && (!level || severity.indexOf(entry.level) <= severity.indexOf(level));
    };
    let wanted = fits({});

    const fields = {
        name: {
            type: "text",
            name: "Name",
            description: "Shown to everybody.",
            required: true,
            default: "Home",
            maxLength: 40,
        },
        secret: {
            type: "text",
            name: "Secret",
            masked: true,
            required: true,
            default: null,
            generate: { charset: "a-z", len: 12 },
        },
        about: { type: "textarea", name: "About", required: false, default: null, placeholder: "A few words" },
        limit: {
            type: "number",
            name: "Upload limit",
            required: false,
            default: 25,
            integer: true,
            units: "MB",
            min: 1,
            max: 100,
        },
        colour: { type: "color", name: "Colour", required: false, default: "#2f5bea" },
        quiet: { type: "datetime", name: "Quiet from", inputmode: "time", required: false, default: "22:00" },
        language: { type: "select", name: "Language", values: { en: "English", de: "Deutsch" }, default: "en" },
        features: {
            type: "multiselect",
            name: "Features",
            values: { a: "Albums", b: "Sharing", c: "Maps" },
            default: ["a"],
        },
        open: { type: "toggle", name: "Anybody may join", default: false, warning: "Strangers could fill your disk." },
        index: { type: "triState", name: "Search engines", default: null },
        mail: {
            type: "object",
            name: "Mail",
            spec: { host: { type: "text", name: "Server", required: false, default: null } },
        },
        store: {
            type: "union",
            name: "Storage",
            default: "disk",
            variants: {
                disk: { name: "This server", spec: {} },
                s3: { name: "S3", spec: { bucket: { type: "text", name: "Bucket", required: true, default: null } } },
            },
        },
        friends: { type: "list", name: "Friends", default: ["ada@example.org"], spec: { type: "text" } },
        key: { type: "file", name: "Key file", extensions: [".pem"], required: false },
        kept: { type: "hidden" },
    };

    /** @type {{ [method: string]: (parameters: any) => any }} */
    const methods = {
        "state": () => mode,
        "db.subscribe": () => {
            if (!isSignedIn) throw { code: 34, message: "Unauthorized", data: { details: "Log in first." } };
            return { dump: { id: revision, value: document_ }, guid: "document" };
        },
        "auth.login": ({ password }) => {
            if (password !== "correct horse battery") {
                throw { code: 7, message: "Incorrect Password", data: { details: "That is not the password." } };
            }
            isSignedIn = true;
            return { session: "s" };
        },
        "auth.session.list": () => ({
            current: "a",
            sessions: {
                a: { loggedIn: ago(9000), lastActive: ago(5), userAgent: navigator.userAgent },
                b: {
                    loggedIn: ago(90000),
                    lastActive: ago(5000),
                    userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605",
                },
                c: { loggedIn: ago(90000), lastActive: ago(70000), userAgent: "start-cli/0.4.0" },
            },
        }),
        "package.stats": stats,
        "package.stats.follow": () => ({ guid: "stats", stats: stats() }),
        "package.logs.follow": (selection) => {
            wanted = fits(selection);
            return { guid: "logs", startCursor: "0" };
        },
        "server.logs.follow": (selection) => {
            wanted = fits(selection);
            return { guid: "logs", startCursor: "0" };
        },
        "package.logs": () => ({ entries: [], startCursor: null, endCursor: null, more: false, expired: false }),
        "package.sideload": () => ({ upload: "upload", progress: "progress" }),
        "package.start": ({ id }) => stage.patch([
            { op: "replace", path: `/packageData/${id}/statusInfo/desired`, value: { main: "running" } },
        ]),
        "package.stop": ({ id }) => stage.patch([
            { op: "replace", path: `/packageData/${id}/statusInfo/desired`, value: { main: "stopped" } },
        ]),
        "package.set-limits": ({ id, ...limits }) => stage.patch([
            { op: "add", path: `/packageData/${id}/limits`, value: limits },
        ]),
        "package.action.get-input": () => ({ eventId: "e", spec: fields, value: { kept: 1 } }),
        "package.action.run": ({ actionId }) => actionId === "credentials" ? {
            version: "1", title: "Credentials", message: "Keep them somewhere safe.",
            result: { type: "group", value: [
                {
                    type: "single",
                    name: "Name",
                    description: null,
                    value: "admin",
                    copyable: true,
                    qr: false,
                    masked: false,
                },
                {
                    type: "single",
                    name: "Password",
                    description: "Change it after the first visit.",
                    value: "orbit-candle-forest-92",
                    copyable: true,
                    qr: true,
                    masked: true,
                },
            ] },
        } : {
            version: "1",
            title: "Address",
            message: null,
            result: {
                type: "single",
                value: "https://calm-harbour.local/invite/2f9a7c",
                copyable: true,
                qr: true,
                masked: false,
            },
        },
    };

    // MARK: The lines to it

    /** @type {Set<any>} */
    const sockets = new Set();
    class StagedSocket {
        /** @type {any} */ onopen = null;
        /** @type {any} */ onmessage = null;
        /** @type {any} */ onclose = null;
        constructor(/** @type {string} */ url) {
            this.guid = url.split("/").pop();
            sockets.add(this);
            setTimeout(() => {
                if (!sockets.has(this)) return;
                this.onopen?.({});
                if (this.guid === "logs") {
                    Array.from({ length: 120 }, (_, index) => log(index)).filter(wanted).forEach((entry) => this.say(entry));
                }
            }, 5);
        }
        say(/** @type {unknown} */ value) {
            this.onmessage?.({ data: JSON.stringify(value) });
        }
        close() {
            sockets.delete(this);
        }
        /** The other end closes. */
        end(code = 1006, reason = "") {
            sockets.delete(this);
            this.onclose?.({ code, reason });
        }
    }
    given.WebSocket = StagedSocket;

    given.fetch = async (/** @type {string} */ url, /** @type {any} */ request) => {
        given.calls.push(request?.body ?? url);
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (!isReachable) throw new TypeError("Failed to fetch");
        const { method, params } = JSON.parse(request.body);
        const before = revision;
        let reply;
        try {
            if (refusals.has(method)) throw refusals.get(method);
            const perform = methods[method];
            reply = perform === undefined ? { error: { code: -32601, message: "Method not found" } }
                : { result: perform(params) ?? null };
        } catch (error) {
            reply = { error };
        }
        const headers = revision > before ? { "X-Patch-Sequence": String(revision) } : undefined;
        return new Response(JSON.stringify(reply), { status: 200, headers });
    };
    given.calls = [];

    /** An upload that goes as far as the director says. */
    class StagedRequest {
        /** @type {{ onprogress: ((event: { loaded: number }) => void) | null }} */
        upload = { onprogress: null };
        /** @type {any} */ onload = null;
        /** @type {((event: object) => void) | null} */ onabort = null;
        /** @type {any} */ onerror = null;
        status = 200;
        open() {}
        setRequestHeader() {}
        send(/** @type {Blob} */ file) {
            this.size = file.size;
            stage.upload = this;
        }
        abort() {
            this.onabort?.({});
        }
        sent(/** @type {number} */ loaded) {
            this.upload.onprogress?.({ loaded });
        }
    }
    given.XMLHttpRequest = StagedRequest;

    const say = (/** @type {string} */ guid, /** @type {unknown} */ value) => {
        for (const socket of sockets) if (socket.guid === guid) socket.say(value);
    };
    const ticks = setInterval(() => say("stats", stats()), 2_000);

    const stage = given.stage = {
        /** @type {any} */ upload: undefined,
        /** Changes the document and tells those who watch. Only whole members by path, which is all that scenes need. */
        patch(/** @type {{ op: string; path: string; value?: any }[]} */ operations) {
            for (const { op, path, value } of operations) {
                const keys = path.slice(1).split("/");
                const last = keys.pop() ?? "";
                const place = keys.reduce((node, key) => node[key], /** @type {any} */ (document_));
                if (op === "remove") delete place[last];
                else place[last] = value;
            }
            revision += 1;
            say("document", { id: revision, patch: operations });
            return null;
        },
        stats: (figures = stats()) => say("stats", figures),
        say,
        /** Lets a method answer with an error. */
        refuse: (/** @type {string} */ method, /** @type {unknown} */ error) => refusals.set(method, error),
        loseConnection() {
            isReachable = false;
            for (const socket of [...sockets]) socket.end();
        },
        restoreConnection() {
            isReachable = true;
            window.dispatchEvent(new Event("online"));
        },
        stopTicking: () => clearInterval(ticks),
        document: () => document_,
        close: (/** @type {string} */ guid, /** @type {number} */ code, /** @type {string} */ reason) => {
            for (const socket of [...sockets]) if (socket.guid === guid) socket.end(code, reason);
        },
    };
})();
