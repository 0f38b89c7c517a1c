import { session } from "../application";
import { icons } from "../icons";
import { useStore } from "../session/Store";
import { messages } from "../text/messages";

/** Whether what is on screen is live. It says so in words while it is not. */
export function ConnectionSign() {
    const { isLive } = useStore(session);
    return (
        <div className={`connection ${isLive ? "live" : "lost"}`} role="status" data-testid="connection"
            data-state={isLive ? "live" : "lost"}>
            {isLive ? <span className="dot" aria-hidden="true" /> : icons.busy}
            <span className={isLive ? "unseen" : undefined}>
                {isLive ? messages.connection.live : messages.connection.lost}
            </span>
        </div>
    );
}
