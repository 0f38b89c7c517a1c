import { Button } from "../controls/Button";
import { CopyButton } from "../controls/CopyButton";
import { icons } from "../icons";
import { messages } from "../text/messages";

/** Teaches the first step. */
export function EmptyServices({ choose }: { choose: () => void }) {
    return (
        <section className="empty">
            <span className="empty-icon">{icons.upload}</span>
            <h2>{messages.services.emptyTitle}</h2>
            <p>{messages.services.empty}</p>
            <Button kind="primary" icon="upload" onClick={choose}>{messages.services.emptyChoose}</Button>
            <p className="empty-terminal">{messages.services.emptyTerminal}</p>
            <div className="command">
                <code>{messages.services.emptyCommand}</code>
                <CopyButton text={messages.services.emptyCommand} />
            </div>
        </section>
    );
}
