import { ConnectionError, ErrorCode, RPCError, isRPCError } from "../rpc/errors";
import { Store, useStore } from "../session/Store";
import { messages } from "../text/messages";
import { IconButton } from "./Button";
import { ToneIcon } from "./StatusBadge";

interface Notice {
    id: number;
    kind: "error" | "done";
    title: string;
    text: string;
    technical: string;
}

const notices = new Store<readonly Notice[]>([]);
let lastId = 0;

export interface ErrorDescription {
    text: string;
    technical: string;
}

/** What happened in words for a person, and the technical text that stays one click away. */
export function describeError(error: unknown): ErrorDescription {
    if (error instanceof RPCError) {
        const code = messages.errors.code(error);
        return { text: error.message, technical: error.debug === "" ? code : `${code}\n${error.debug}` };
    }
    if (error instanceof ConnectionError) return { text: messages.errors.unreachable, technical: error.message };
    return { text: messages.errors.unknown, technical: String(error) };
}

/** Shows an error until it is dismissed. */
export function showError(error: unknown, title: string = messages.errors.title) {
    if (isRPCError(error, ErrorCode.unauthorized)) return;
    const { text, technical } = describeError(error);
    const others = notices.value.filter((notice) => notice.text !== text || notice.title !== title);
    notices.set([...others, { id: ++lastId, kind: "error" as const, title, text, technical }].slice(-4));
}

/** Says that something is done, where nothing else on the page shows it; goes away by itself. */
export function showDone(title: string) {
    const id = ++lastId;
    notices.set([...notices.value, { id, kind: "done" as const, title, text: "", technical: "" }].slice(-4));
    setTimeout(() => dismiss(id), 6_000);
}

function dismiss(id: number) {
    notices.set(notices.value.filter((notice) => notice.id !== id));
}

export function Notices() {
    const shown = useStore(notices);
    return (
        <section className="notices" aria-label={messages.notices} aria-live="assertive">
            {shown.map((notice) => (
                <div className="notice" key={notice.id}>
                    {notice.kind === "done" ? <ToneIcon tone="good" /> : <ToneIcon tone="bad" />}
                    <div className="notice-text">
                        <strong>{notice.title}</strong>
                        {notice.text === "" ? null : <p>{notice.text}</p>}
                        <TechnicalDetails text={notice.technical} />
                    </div>
                    <IconButton icon="close" label={messages.dismiss} onClick={() => dismiss(notice.id)} />
                </div>
            ))}
        </section>
    );
}

export function TechnicalDetails({ text }: { text: string }) {
    if (text === "") return null;
    return (
        <details className="technical">
            <summary>{messages.technicalDetails}</summary>
            <pre>{text}</pre>
        </details>
    );
}
