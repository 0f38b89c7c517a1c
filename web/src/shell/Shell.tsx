import { useEffect, useRef } from "react";
import { replica, session } from "../application";
import { Mark, icons } from "../icons";
import { useDocument } from "../patch/useDocument";
import { ServicePage } from "../service/ServicePage";
import { titleOf } from "../services/package";
import { ServicesPage } from "../services/ServicesPage";
import { useStore } from "../session/Store";
import { DropTarget } from "../sideload/DropTarget";
import { SystemPage } from "../system/SystemPage";
import { messages } from "../text/messages";
import { CommandButton, useCommandShortcut } from "./CommandButton";
import { ConcernsButton } from "./ConcernsButton";
import { ConnectionSign } from "./ConnectionSign";
import { HealthSentence } from "./HealthSentence";
import { NotFoundPage } from "./NotFoundPage";
import { address, parseRoute, useHash, type Route } from "./route";

/** The frame of every page: areas at the left, or below on a phone; the server and its health on top. */
export function Shell() {
    const hash = useHash();
    const route = parseRoute(hash);
    const content = useRef<HTMLElement>(null);
    const name = useDocument("serverInfo", "name") ?? messages.productName;
    const { isLive } = useStore(session);
    useCommandShortcut();
    useNavigation(hash, route, name, content);

    return (
        <div className={isLive ? "shell" : "shell stale"}>
            <a className="skip" href={hash === "" ? "#/" : hash} onClick={(event) => {
                event.preventDefault();
                content.current?.focus();
            }}>{messages.skipToContent}</a>
            <Areas route={route} />
            <header className="top">
                <div className="server">
                    <strong className="server-name">{name}</strong>
                    <HealthSentence />
                </div>
                <ConnectionSign />
                <ConcernsButton />
                <CommandButton />
            </header>
            <main className="content" ref={content} tabIndex={-1}>
                <Page route={route} />
            </main>
            <DropTarget />
        </div>
    );
}

function Page({ route }: { route: Route }) {
    switch (route.page) {
        case "services":
            return <ServicesPage />;
        case "service":
            return <ServicePage key={route.id} id={route.id} />;
        case "system":
            return <SystemPage />;
        case "unknown":
            return <NotFoundPage />;
    }
}

function Areas({ route }: { route: Route }) {
    const isInServices = route.page === "services" || route.page === "service";
    return (
        <nav className="areas" aria-label={messages.areas.navigation}>
            <a className="brand" href={address.services}><Mark /><span>{messages.productName}</span></a>
            <a href={address.services} aria-current={isInServices ? "page" : undefined}>
                {icons.services}<span>{messages.areas.services}</span>
            </a>
            <a href={address.system} aria-current={route.page === "system" ? "page" : undefined}>
                {icons.system}<span>{messages.areas.system}</span>
            </a>
        </nav>
    );
}

/** After a change of page: its title in the window, the top in view, and the focus where reading begins. */
function useNavigation(hash: string, route: Route, server: string, content: React.RefObject<HTMLElement>) {
    const isFirst = useRef(true);
    const title = titleOfRoute(route);
    useEffect(() => {
        document.title = messages.pageTitle({ title, server });
    }, [title, server]);
    useEffect(() => {
        if (isFirst.current) {
            isFirst.current = false;
            return;
        }
        scrollTo(0, 0);
        content.current?.focus({ preventScroll: true });
    }, [hash, content]);
}

function titleOfRoute(route: Route): string {
    if (route.page === "services") return messages.areas.services;
    if (route.page === "system") return messages.areas.system;
    if (route.page === "unknown") return messages.notFound.title;
    return replica.document === undefined ? route.id : titleOf(replica.document, route.id);
}
