import { useCallback, useEffect, useState } from "react";
import { server } from "../application";
import { Button } from "../controls/Button";
import { showError } from "../controls/Notices";
import { useOperation } from "../controls/useOperation";
import type { SessionList } from "../generated/rpc";
import { ErrorCode, isRPCError } from "../rpc/errors";
import { Section } from "../service/Section";
import { formatMoment } from "../text/format";
import { messages } from "../text/messages";
import { browserName } from "./browserName";

/** Who is logged in. Sessions are not part of the live document, so they are asked for when the page opens. */
export function Sessions() {
    const [list, setList] = useState<SessionList>();
    const [isKnown, setKnown] = useState(true);
    const refresh = useCallback(async () => {
        try {
            setList(await server.call("auth.session.list", {}));
        } catch (error) {
            if (isRPCError(error, ErrorCode.methodNotFound)) setKnown(false);
            else showError(error);
        }
    }, []);
    useEffect(() => void refresh(), [refresh]);

    if (!isKnown) return null;
    const rank = (id: string) => (id === list?.current ? 0 : 1);
    const sessions = Object.entries(list?.sessions ?? {}).sort(([a], [b]) => rank(a) - rank(b));
    return (
        <Section title={messages.system.sessions}>
            {list === undefined ? <p className="muted">{messages.system.sessionsLoading}</p> : (
                <ul className="rows panel">
                    {sessions.map(([id, session]) => (
                        <SessionRow key={id} id={id} session={session} isCurrent={id === list.current}
                            refresh={refresh} />
                    ))}
                </ul>
            )}
        </Section>
    );
}

interface SessionRowProps {
    id: string;
    session: SessionList["sessions"][string];
    isCurrent: boolean;
    refresh: () => Promise<void>;
}

function SessionRow({ id, session, isCurrent, refresh }: SessionRowProps) {
    const ending = useOperation();
    const browser = browserName(session.userAgent ?? null);
    const end = async () => {
        await server.call("auth.session.kill", { ids: [id] });
        await refresh();
    };
    const lastActive = new Date(session.lastActive);
    const isKnown = !Number.isNaN(lastActive.valueOf());
    return (
        <li className="row tall">
            <div className="row-words">
                <strong>{browser}</strong>
                <span className="muted">
                    {isKnown ? messages.system.lastActive({ moment: formatMoment(lastActive) }) : ""}
                </span>
            </div>
            {isCurrent ? <span className="label">{messages.system.thisSession}</span> : (
                <Button pending={ending.isPending && messages.system.endingSession}
                    aria-label={messages.system.endOther({ browser })} onClick={() => void ending.run(end)}>
                    {messages.system.endSession}
                </Button>
            )}
        </li>
    );
}
