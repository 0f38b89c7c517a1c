import { openAction } from "../actions/openAction";
import { replica } from "../application";
import { showDialog } from "../controls/Dialog";
import type { PublicDocument } from "../generated/rpc";
import type { IconName } from "../icons";
import { obstacleTo } from "../service/obstacle";
import { askToRestart, askToStop, start } from "../service/operations";
import { interfacesOf, mainAddress } from "../services/addresses";
import { manifestOf } from "../services/manifest";
import { packagesByTitle } from "../services/package";
import { canStop, statusOf } from "../services/status";
import { ChangePasswordDialog } from "../system/ChangePassword";
import { logOut } from "../system/logOut";
import { messages } from "../text/messages";
import { ConcernsDialog } from "./ConcernsButton";
import { address } from "./route";
import { chooseTheme, themes } from "./theme";

export interface Command {
    id: string;
    title: string;
    icon: IconName;
    perform: () => unknown;
}

/** Everything that can be reached or done by typing a part of its name. */
export function commands(document: PublicDocument | undefined = replica.document): Command[] {
    const services = document === undefined ? [] : packagesByTitle(document);
    return [
        ...services.flatMap((id) => (document === undefined ? [] : serviceCommands(document, id))),
        go("services", messages.areas.services, address.services),
        go("system", messages.areas.system, address.system),
        {
            id: "concerns",
            title: messages.concerns.title,
            icon: "bell",
            perform: () => showDialog(<ConcernsDialog />),
        },
        {
            id: "password",
            title: messages.system.changePassword,
            icon: "key",
            perform: () => showDialog(<ChangePasswordDialog />),
        },
        ...themes.map((theme): Command => ({
            id: `theme-${theme}`,
            title: messages.commands.theme({ name: messages.system.theme[theme] }),
            icon: theme === "dark" ? "dark" : "light",
            perform: () => chooseTheme(theme),
        })),
        { id: "log-out", title: messages.system.logOut, icon: "leave", perform: logOut },
    ];
}

function serviceCommands(document: PublicDocument, id: string): Command[] {
    const entry = document.packageData[id];
    if (entry === undefined) return [];
    const title = manifestOf(entry).title;
    const found = [go(id, title, address.service(id))];
    if (entry.stateInfo.state !== "installed") return found;
    const status = statusOf(entry);
    const page = mainAddress(interfacesOf(entry.hosts));
    const add = (name: string, text: string, icon: IconName, perform: () => unknown) =>
        found.push({ id: `${name}-${id}`, title: text, icon, perform });
    if (page !== undefined && canStop(status)) {
        add("open", messages.commands.openService({ title }), "open", () => window.open(page, "_blank", "noopener"));
    }
    if (status === "stopped") add("start", messages.commands.start({ title }), "start", () => start(id));
    if (status === "retrying") add("try", messages.commands.tryNow({ title }), "restart", () => start(id));
    if (canStop(status)) {
        add("restart", messages.commands.restart({ title }), "restart", () => askToRestart(id));
        add("stop", messages.commands.stop({ title }), "stop", () => askToStop(id));
    }
    for (const [actionId, action] of Object.entries(entry.actions)) {
        if (action.visibility === "hidden" || obstacleTo(action, entry, status) !== undefined) continue;
        const text = messages.commands.action({ title, action: action.name });
        add(`action-${actionId}`, text, "start", () => openAction(id, actionId));
    }
    return found;
}

function go(id: string, title: string, href: string): Command {
    return {
        id: `go-${id}`,
        title: messages.commands.goTo({ title }),
        icon: "forward",
        perform: () => void (location.hash = href),
    };
}

/** Commands that contain every word typed, in any order. */
export function matching(all: readonly Command[], query: string): Command[] {
    const words = query.toLocaleLowerCase().split(/\s+/).filter((word) => word !== "");
    return all.filter((command) => words.every((word) => command.title.toLocaleLowerCase().includes(word)));
}
