// @ts-check
/**
 * Looks for what keeps people from using a page: WCAG 2.2 AA as far as it can be seen from the document and its
 * computed styles. Names as assistive technology hears them, and the order of the Tab key, are judged outside, over the
 * browser's accessibility tree. `audit()` returns what it found as `[{ rule, where, what }]`.
 */
(() => {
    /** @typedef {{ rule: string; where: string; what: string }} Finding */
    /** @typedef {{ r: number; g: number; b: number; a: number }} Colour */

    const roles = ["button", "checkbox", "option", "switch"].map((role) => `[role=${role}]`).join(", ");
    const interactive = `a[href], button, input, select, textarea, summary, [tabindex], ${roles}`;

    // MARK: What there is

    /** What a person can perceive now: below an open dialog, nothing else. */
    function visibleElements() {
        const dialog = document.querySelector("dialog[open]");
        return [...(dialog ?? document.body).querySelectorAll("*")].filter(isVisible);
    }

    function isVisible(/** @type {Element} */ element) {
        if (!element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true })) return false;
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && !isUnseen(element);
    }

    /** Only for screen readers: clipped to a point. */
    function isUnseen(/** @type {Element} */ element) {
        for (let at = /** @type {Element | null} */ (element); at !== null; at = at.parentElement) {
            const style = getComputedStyle(at);
            if (style.position !== "absolute" && style.position !== "fixed") continue;
            if (
                style.clipPath === "inset(50%)" || (
                    at.getBoundingClientRect().width <= 1 && style.overflow === "hidden"
                )
            ) {
                return true;
            }
        }
        return false;
    }

    function describe(/** @type {Element} */ element) {
        const id = element.getAttribute("data-testid") ?? element.id;
        const words = (element.textContent ?? "").trim().slice(0, 30);
        const name = element.tagName.toLowerCase();
        const classes = [...element.classList].map((one) => `.${one}`).join("");
        return `<${name}${classes}${id ? ` ${id}` : ""}> ${words}`;
    }

    const isDisabled = (/** @type {Element} */ element) =>
        element.closest(":disabled, [aria-disabled=true], fieldset:disabled") !== null
        || (element instanceof HTMLLabelElement && element.control?.matches(":disabled") === true);

    // MARK: Colours

    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    /** @type {Map<string, Colour>} */
    const known = new Map();

    /** Any colour of CSS, as the browser paints it. */
    function parse(/** @type {string} */ text) {
        const found = known.get(text);
        if (found !== undefined) return found;
        const parts = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text);
        let colour;
        if (parts !== null) {
            colour = { r: Number(parts[1]), g: Number(parts[2]), b: Number(parts[3]), a: Number(parts[4] ?? 1) };
        } else if (canvas === null) {
            throw new Error("This browser has no canvas.");
        } else {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = text;
            canvas.fillRect(0, 0, 1, 1);
            const [r = 0, g = 0, b = 0, a = 0] = canvas.getImageData(0, 0, 1, 1).data;
            colour = { r, g, b, a: a / 255 };
        }
        known.set(text, colour);
        return colour;
    }

    function over(/** @type {Colour} */ top, /** @type {Colour} */ bottom) {
        const mix = (/** @type {number} */ a, /** @type {number} */ b) => a * top.a + b * (1 - top.a);
        return { r: mix(top.r, bottom.r), g: mix(top.g, bottom.g), b: mix(top.b, bottom.b), a: 1 };
    }

    /** What is painted behind an element's content. Images and gradients cannot be judged: `undefined`. */
    function backgroundOf(/** @type {Element | null} */ start) {
        /** @type {Colour[]} */
        const layers = [];
        for (let element = start; element !== null; element = element.parentElement) {
            const style = getComputedStyle(element);
            if (style.backgroundImage !== "none") return undefined;
            layers.push(parse(style.backgroundColor));
            if (layers[layers.length - 1]?.a === 1) break;
        }
        const { colorScheme } = getComputedStyle(document.documentElement);
        const prefersDark = matchMedia("(prefers-color-scheme: dark)").matches;
        const isDark = colorScheme === "dark" || (colorScheme.includes("dark") && prefersDark);
        const ground = isDark ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
        return layers.reduceRight((below, layer) => over(layer, below), /** @type {Colour} */ (ground));
    }

    function opacityOf(/** @type {Element | null} */ start) {
        let opacity = 1;
        for (let element = start; element !== null; element = element.parentElement) {
            opacity *= Number(getComputedStyle(element).opacity);
        }
        return opacity;
    }

    /** The contrast ratio of WCAG 2.2. */
    function contrast(/** @type {Colour} */ a, /** @type {Colour} */ b) {
        const luminance = (/** @type {Colour} */ { r, g, b: blue }) => {
            const [x = 0, y = 0, z = 0] = [r, g, blue].map((value) => {
                const part = value / 255;
                return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * x + 0.7152 * y + 0.0722 * z;
        };
        const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
        return (light + 0.05) / (dark + 0.05);
    }

    const rounded = (/** @type {number} */ ratio) => Math.floor(ratio * 100) / 100;

    // MARK: The rules

    /** @type {{ [rule: string]: (report: (element: Element, what: string) => void) => void }} */
    const rules = {
        "language"(report) {
            const root = document.documentElement;
            if (!/^[a-z]{2,3}(-|$)/.test(root.lang)) report(root, "The page does not say its language.");
        },
        "title"(report) {
            if (document.title.trim() === "") report(document.documentElement, "The page has no title.");
        },
        "zoom"(report) {
            const viewport = document.querySelector("meta[name=viewport]");
            const content = viewport?.getAttribute("content") ?? "";
            if (viewport !== null && /user-scalable\s*=\s*(no|0)|maximum-scale\s*=\s*[01](\.|,|$)/.test(content)) {
                report(viewport, "The page forbids zooming.");
            }
        },
        "landmarks"(report) {
            const mains = document.querySelectorAll("main, [role=main]");
            if (mains.length !== 1) report(document.body, `There are ${mains.length} main landmarks instead of one.`);
            for (const nav of document.querySelectorAll("nav")) {
                if (!nav.hasAttribute("aria-label") && !nav.hasAttribute("aria-labelledby")) {
                    report(nav, "A navigation has no name.");
                }
            }
        },
        "headings"(report) {
            const isInDialog = (/** @type {Element} */ element) => element.closest("dialog") !== null;
            const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(
                (one) => one.checkVisibility(),
            );
            const first = headings.filter((one) => one.tagName === "H1");
            if (first.length !== 1) {
                report(document.body, `There are ${first.length} first-level headings instead of one.`);
            }
            let last = 0;
            for (const heading of headings.filter((one) => !isInDialog(one))) {
                const level = Number(heading.tagName[1]);
                if (level > last + 1) report(heading, `Level ${level} follows level ${last}.`);
                if ((heading.textContent ?? "").trim() === "") report(heading, "The heading has no words.");
                last = level;
            }
        },
        "ids"(report) {
            const seen = new Set();
            for (const element of document.querySelectorAll("[id]")) {
                if (seen.has(element.id)) report(element, `The id ${element.id} is there twice.`);
                seen.add(element.id);
            }
        },
        "references"(report) {
            const attributes = [
                "aria-labelledby",
                "aria-describedby",
                "aria-controls",
                "aria-activedescendant",
                "aria-owns",
                "for",
            ];
            for (const attribute of attributes) {
                for (const element of document.querySelectorAll(`[${attribute}]`)) {
                    for (const id of (element.getAttribute(attribute) ?? "").split(/\s+/).filter(Boolean)) {
                        if (document.getElementById(id) === null) {
                            report(element, `${attribute} names ${id}, which is not there.`);
                        }
                    }
                }
            }
        },
        "labels"(report) {
            for (const field of document.querySelectorAll("input, select, textarea")) {
                if (field.getAttribute("type") === "hidden" || field.closest("[aria-hidden=true]") !== null) continue;
                const { labels } = /** @type {HTMLInputElement} */ (field);
                const hasLabel = [...(labels ?? [])].some((label) => (label.textContent ?? "").trim() !== "");
                if (!hasLabel && !field.getAttribute("aria-label") && !field.hasAttribute("aria-labelledby")) {
                    report(field, "The field has no label; a placeholder is none.");
                }
            }
        },
        "errors"(report) {
            for (const field of document.querySelectorAll("[aria-invalid=true]")) {
                const ids = (field.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);
                const words = ids.map((id) => document.getElementById(id)?.textContent ?? "").join("").trim();
                if (words === "") report(field, "The field is wrong, and does not say why.");
            }
        },
        "alternatives"(report) {
            for (const image of document.querySelectorAll("img")) {
                if (!image.hasAttribute("alt")) {
                    report(image, "The picture has no alternative text, not even an empty one.");
                }
            }
            for (const drawing of document.querySelectorAll("svg")) {
                const isHidden = drawing.closest("[aria-hidden=true]") !== null;
                if (!isHidden && !(drawing.getAttribute("role") === "img" && drawing.getAttribute("aria-label"))) {
                    report(drawing, "The drawing is neither hidden from screen readers nor named.");
                }
            }
        },
        "hidden-focus"(report) {
            for (const element of document.querySelectorAll("[aria-hidden=true]")) {
                for (const inner of [element, ...element.querySelectorAll(interactive)]) {
                    if (inner.matches(interactive) && /** @type {HTMLElement} */ (inner).tabIndex >= 0) {
                        report(inner, "Screen readers do not see what the Tab key reaches.");
                    }
                }
            }
        },
        "tab-index"(report) {
            for (const element of document.querySelectorAll("[tabindex]")) {
                if (Number(element.getAttribute("tabindex")) > 0) {
                    report(element, "A positive tabindex breaks the order of the Tab key.");
                }
            }
        },
        "nesting"(report) {
            for (const element of document.querySelectorAll("a[href], button")) {
                const inner = element.querySelector("a[href], button, input, select, textarea");
                if (inner !== null) report(inner, "A control lies inside another one.");
            }
            for (const item of document.querySelectorAll("li")) {
                if (item.closest("ul, ol, menu") === null) report(item, "A list item is in no list.");
            }
            for (const list of document.querySelectorAll("ul, ol")) {
                for (const child of list.children) {
                    if (child.tagName !== "LI") report(child, "A list holds something that is no item.");
                }
            }
        },
        "passwords"(report) {
            for (const field of document.querySelectorAll("input[type=password]")) {
                if (!field.hasAttribute("autocomplete")) report(field, "Password managers are not told what this is.");
            }
        },
        "text-contrast"(report) {
            for (const element of visibleElements()) {
                const hasWords = [...element.childNodes].some(
                    (node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? "").trim() !== "",
                );
                const isField = element.matches(
                    "input:not([type=checkbox], [type=radio], [type=file], [type=color]), textarea, select",
                );
                const isText = hasWords || isField;
                if (!isText || isDisabled(element) || element.closest("svg") !== null) continue;
                const background = backgroundOf(element);
                if (background === undefined) continue;
                const style = getComputedStyle(element);
                const colour = parse(style.color);
                const painted = over({ ...colour, a: colour.a * opacityOf(element) }, background);
                const size = Number.parseFloat(style.fontSize);
                const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
                const ratio = contrast(painted, background);
                if (ratio < (isLarge ? 3 : 4.5)) report(element, `The text has a contrast of ${rounded(ratio)}.`);
            }
        },
        "shape-contrast"(report) {
            for (const element of visibleElements()) {
                if (isDisabled(element)) continue;
                const style = getComputedStyle(element);
                const outside = backgroundOf(element.parentElement);
                if (outside === undefined) continue;
                const isBox = element.matches(
                    "input:not([type=radio], [type=checkbox], [type=file], [type=color], .palette-input), select, textarea",
                );
                if (isBox || element.matches("input[role=switch]")) {
                    const hasBorder = Number.parseFloat(style.borderTopWidth) > 0;
                    const border = hasBorder ? contrast(over(parse(style.borderTopColor), outside), outside) : 1;
                    const fill = contrast(over(parse(style.backgroundColor), outside), outside);
                    if (Math.max(border, fill) < 3) {
                        report(element, `The edge of the field has a contrast of ${rounded(Math.max(border, fill))}.`);
                    }
                }
                // The icon is all there is to see of the control.
                const { innerText } = /** @type {HTMLElement} */ (element);
                const isIconOnly = element.matches("button, a") && (innerText ?? "").trim() === "";
                const drawing = isIconOnly ? element.querySelector("svg") : null;
                if (drawing !== null && isVisible(drawing)) {
                    const inside = backgroundOf(element);
                    const line = parse(getComputedStyle(drawing).color);
                    if (inside !== undefined) {
                        const ratio = contrast(over({ ...line, a: line.a * opacityOf(drawing) }, inside), inside);
                        if (ratio < 3) report(element, `The icon has a contrast of ${rounded(ratio)}.`);
                    }
                }
            }
        },
        "focus"(report) {
            const before = document.activeElement;
            for (const element of visibleFocusable()) {
                const around = [element, element.nextElementSibling, element.parentElement];
                const parts = () => around.filter((part) => part !== null);
                const outlines = () => parts().flatMap(
                    (part) => [null, "::after", "::before"].map((pseudo) => outlineOf(
                        /** @type {Element} */ (part),
                        pseudo,
                    )),
                );
                element.blur();
                const resting = outlines();
                element.focus(/** @type {FocusOptions} */ ({ preventScroll: true, focusVisible: true }));
                if (document.activeElement !== element) {
                    report(element, "It cannot take the focus.");
                    continue;
                }
                const best = Math.max(
                    0,
                    ...outlines().map((outline, index) => outline.text === resting[index]?.text ? 0 : outline.ratio),
                );
                if (best < 3) {
                    report(
                        element,
                        best === 0 ? "The focus cannot be seen." : `The focus has a contrast of ${rounded(best)}.`,
                    );
                }
            }
            if (before instanceof HTMLElement) before.focus({ preventScroll: true });
        },
        "targets"(report) {
            for (const element of visibleElements()) {
                const isTarget = element.matches("a[href], button, input, select, textarea, summary, [role=option]");
                if (!isTarget || isDisabled(element)) continue;
                const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
                const boxes = [element, label].filter((one) => one instanceof Element).map(
                    (one) => /** @type {Element} */ (one).getBoundingClientRect(),
                );
                const after = getComputedStyle(element, "::after");
                // A link that is stretched over its card.
                const isOverlay = after.content !== "none" && after.position === "absolute";
                const isStretched = isOverlay && after.inset.startsWith("0px");
                const isInline = getComputedStyle(element).display === "inline";
                const isInText = isInline && element.closest("p, dd, li") !== null;
                const isLarge = boxes.some(({ width, height }) => width >= 23.5 && height >= 23.5);
                if (!isLarge && !isStretched && !isInText) {
                    const [box] = boxes;
                    report(
                        element,
                        `It is ${Math.round(box?.width ?? 0)} × ${Math.round(box?.height ?? 0)} pixels small.`,
                    );
                }
            }
        },
        "overflow"(report) {
            const { scrollWidth, clientWidth } = document.documentElement;
            if (scrollWidth > clientWidth) {
                report(document.documentElement, `The page is ${scrollWidth - clientWidth} pixels too wide.`);
            }
            /** @type {Set<Element>} */
            const reported = new Set();
            for (const element of visibleElements()) {
                const box = element.getBoundingClientRect();
                if (box.right <= clientWidth + 1 && box.left >= -1) continue;
                if (isInScrolledBox(element)) continue;
                // What lies in it reaches over the edge with it.
                const isKnown = element.parentElement !== null && reported.has(element.parentElement);
                reported.add(element);
                if (!isKnown) report(element, "It reaches over the edge of the screen.");
            }
        },
        "clipped"(report) {
            for (const element of visibleElements()) {
                const style = getComputedStyle(element);
                if (style.overflowX !== "hidden" && style.overflowX !== "clip") continue;
                if (style.textOverflow === "ellipsis" || element.matches("input, select, svg, svg *")) continue;
                if (element.scrollWidth > element.clientWidth + 1) {
                    report(element, `${element.scrollWidth - element.clientWidth} pixels of it are cut off.`);
                }
            }
        },
        "announcements"(report) {
            const live = "[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]";
            if (document.querySelector(live) === null) {
                report(document.body, "Nothing tells screen readers about changes.");
            }
        },
    };

    function outlineOf(/** @type {Element} */ element, /** @type {string | null} */ pseudo) {
        const style = getComputedStyle(element, pseudo);
        const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderTopColor } = style;
        const text = [outlineStyle, outlineWidth, outlineColor, boxShadow, borderTopColor].join(" ");
        const isDrawn = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
        const outside = backgroundOf(element.parentElement);
        if (outside === undefined) return { text, ratio: isDrawn ? 21 : 0 };
        const outline = isDrawn ? contrast(over(parse(style.outlineColor), outside), outside) : 0;
        return { text, ratio: outline };
    }

    function isInScrolledBox(/** @type {Element} */ element) {
        for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) {
            if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX)) return true;
        }
        return false;
    }

    /** What the Tab key can reach now; of a group of radio buttons, one. */
    function visibleFocusable() {
        const groups = new Set();
        const scope = document.querySelector("dialog[open]") ?? document.body;
        return /** @type {HTMLElement[]} */ ([...scope.querySelectorAll(interactive)]).filter((element) => {
            if (element.tabIndex < 0 || isDisabled(element) || !element.checkVisibility({ checkVisibilityCSS: true })) {
                return false;
            }
            if (!(element instanceof HTMLInputElement) || element.type !== "radio") return true;
            const isFirst = !groups.has(element.name);
            const group = `input[type=radio][name="${CSS.escape(element.name)}"]`;
            const hasChoice = document.querySelector(`${group}:checked`) !== null;
            if (hasChoice ? !element.checked : !isFirst) return false;
            groups.add(element.name);
            return true;
        });
    }

    const given = /** @type {any} */ (window);
    given.audit = () => {
        /** @type {Finding[]} */
        const findings = [];
        for (const [rule, check] of Object.entries(rules)) {
            check((element, what) => findings.push({ rule, where: describe(element), what }));
        }
        return findings;
    };
    given.auditRules = Object.keys(rules);
    /** Marks what the Tab key should reach, for whoever presses it; returns how many there are. */
    given.focusTargets = () => {
        const targets = visibleFocusable();
        targets.forEach((target, index) => target.setAttribute("data-focus-target", String(index)));
        return targets.map(describe);
    };
})();
