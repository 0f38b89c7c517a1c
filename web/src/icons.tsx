import type { ReactNode } from "react";

/** The page's icons: 20 × 20, drawn with a line of 1.6, always beside words or on a button that has a name. */
function Icon({ children }: { children: ReactNode }) {
    return (
        <svg className="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor"
            strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
            {children}
        </svg>
    );
}

export const icons = {
    services: <Icon><rect x="3" y="3" width="6" height="6" rx="1.5" /><rect x="11" y="3" width="6" height="6" rx="1.5" /><rect x="3" y="11" width="6" height="6" rx="1.5" /><rect x="11" y="11" width="6" height="6" rx="1.5" /></Icon>,
    system: <Icon><rect x="3" y="3.5" width="14" height="5.5" rx="1.5" /><rect x="3" y="11" width="14" height="5.5" rx="1.5" /><path d="M6 6.25h.01M6 13.75h.01M9 6.25h5M9 13.75h5" /></Icon>,
    search: <Icon><circle cx="9" cy="9" r="5" /><path d="m13 13 4 4" /></Icon>,
    good: <Icon><circle cx="10" cy="10" r="7" /><path d="m7 10.3 2.1 2.1L13.2 8" /></Icon>,
    busy: <Icon><circle cx="10" cy="10" r="7" opacity=".3" /><path className="turns" d="M10 3a7 7 0 0 1 7 7" /></Icon>,
    attention: <Icon><circle cx="10" cy="10" r="7" /><path d="M10 6.5v4M10 13.4h.01" /></Icon>,
    bad: <Icon><path d="M10 3.4 17.4 16H2.6Z" /><path d="M10 8.3v3.4M10 13.8h.01" /></Icon>,
    off: <Icon><circle cx="10" cy="10" r="7" /><path d="M7 10h6" /></Icon>,
    open: <Icon><path d="M11.5 3.5h5v5M16 4l-6.5 6.5" /><path d="M15 12v3a1.5 1.5 0 0 1-1.5 1.5h-8A1.5 1.5 0 0 1 4 15V7a1.5 1.5 0 0 1 1.5-1.5h3" /></Icon>,
    start: <Icon><path d="M6.5 4.2v11.6L15.6 10Z" /></Icon>,
    stop: <Icon><rect x="5" y="5" width="10" height="10" rx="2" /></Icon>,
    restart: <Icon><path d="M16 10a6 6 0 1 1-1.8-4.3" /><path d="M16.2 2.8v3.4h-3.4" /></Icon>,
    upload: <Icon><path d="M10 13V4M6.5 7.2 10 3.7l3.5 3.5" /><path d="M3.5 12.5v2A2 2 0 0 0 5.5 16.5h9a2 2 0 0 0 2-2v-2" /></Icon>,
    download: <Icon><path d="M10 3.5v9M6.5 9.3 10 12.8l3.5-3.5" /><path d="M3.5 12.5v2a2 2 0 0 0 2 2h9a2 2 0 0 0 2-2v-2" /></Icon>,
    copy: <Icon><rect x="7" y="7" width="9.5" height="9.5" rx="2" /><path d="M13 4.5A1.5 1.5 0 0 0 11.5 3.5h-6a2 2 0 0 0-2 2v6a1.5 1.5 0 0 0 1 1.4" /></Icon>,
    check: <Icon><path d="m4.5 10.5 3.7 3.7 7.3-8" /></Icon>,
    close: <Icon><path d="m5 5 10 10M15 5 5 15" /></Icon>,
    show: <Icon><path d="M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5Z" /><circle cx="10" cy="10" r="2.2" /></Icon>,
    hide: <Icon><path d="M4.3 6.9A13 13 0 0 0 2.5 10s2.7 5 7.5 5a7.6 7.6 0 0 0 3-.6M7.6 5.4A7 7 0 0 1 10 5c4.8 0 7.5 5 7.5 5a13 13 0 0 1-2 2.6M3 3l14 14" /></Icon>,
    back: <Icon><path d="M12 4.5 6.5 10l5.5 5.5" /></Icon>,
    forward: <Icon><path d="M8 4.5 13.5 10 8 15.5" /></Icon>,
    down: <Icon><path d="M4.5 8 10 13.5 15.5 8" /></Icon>,
    remove: <Icon><path d="M4 5.5h12M8 5.5v-1a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1M5.5 5.5l.7 9.6a1.5 1.5 0 0 0 1.5 1.4h4.6a1.5 1.5 0 0 0 1.5-1.4l.7-9.6M8.5 8.8v4.4M11.5 8.8v4.4" /></Icon>,
    leave: <Icon><path d="M8 3.5H5.5a1.5 1.5 0 0 0-1.5 1.5v10a1.5 1.5 0 0 0 1.5 1.5H8M12.5 6.5 16 10l-3.5 3.5M16 10H8" /></Icon>,
    lock: <Icon><rect x="4.5" y="9" width="11" height="7.5" rx="2" /><path d="M7 9V6.5a3 3 0 0 1 6 0V9" /></Icon>,
    globe: <Icon><circle cx="10" cy="10" r="7" /><path d="M3 10h14M10 3c2 2 2.8 4.4 2.8 7s-.8 5-2.8 7c-2-2-2.8-4.4-2.8-7s.8-5 2.8-7Z" /></Icon>,
    house: <Icon><path d="M3.5 9.2 10 3.7l6.5 5.5v6.3a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1Z" /><path d="M8 16.3v-4.3h4v4.3" /></Icon>,
    light: <Icon><circle cx="10" cy="10" r="3.2" /><path d="M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1" /></Icon>,
    dark: <Icon><path d="M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3Z" /></Icon>,
    bell: <Icon><path d="M5 14V9.2a5 5 0 0 1 10 0V14l1.3 1.2H3.7Z" /><path d="M8.3 17.2a1.9 1.9 0 0 0 3.4 0" /></Icon>,
    qr: <Icon><rect x="3.5" y="3.5" width="5" height="5" rx="1" /><rect x="11.5" y="3.5" width="5" height="5" rx="1" /><rect x="3.5" y="11.5" width="5" height="5" rx="1" /><path d="M11.5 11.5h2v2M16.5 11.5v2M11.5 16.5h2M16.5 16.5h-.01" /></Icon>,
    wrap: <Icon><path d="M3.5 5h13M3.5 10h10a2.75 2.75 0 0 1 0 5.5H10" /><path d="m12 13.3-2.2 2.2 2.2 2.2M3.5 15.5h3" /></Icon>,
    pause: <Icon><path d="M7.2 4.5v11M12.8 4.5v11" /></Icon>,
    edit: <Icon><path d="m4 16 .8-3.3 8.5-8.5a1.4 1.4 0 0 1 2 0l.5.5a1.4 1.4 0 0 1 0 2l-8.5 8.5Z" /></Icon>,
    key: <Icon><circle cx="7" cy="12.5" r="3.5" /><path d="m9.6 10 6.4-6.4M13.5 6l2.2 2.2M11.3 8.3l1.5 1.5" /></Icon>,
    plus: <Icon><path d="M10 4.5v11M4.5 10h11" /></Icon>,
} as const;

export type IconName = keyof typeof icons;

/** The product's mark. */
export function Mark() {
    return (
        <svg className="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="8" fill="var(--accent)" />
            <path d="M10 20.5a6 6 0 1 1 8.5-8.5" fill="none" stroke="var(--on-accent)" strokeWidth="3" strokeLinecap="round" />
            <circle cx="20.5" cy="20.5" r="3.5" fill="var(--on-accent)" />
        </svg>
    );
}
