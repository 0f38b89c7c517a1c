import { useEffect, useMemo, useRef, useState } from "react";
import { Button, IconButton } from "../controls/Button";
import { useOperation } from "../controls/useOperation";
import { icons } from "../icons";
import { Section } from "../service/Section";
import { useStore } from "../session/Store";
import { messages } from "../text/messages";
import { LogLines } from "./LogLines";
import { LogStream, type LogState } from "./LogStream";
import { plainLine } from "./plainLine";
import { saveText } from "./saveText";
import { useFollowing, type Following } from "./useFollowing";

export function LogsSection({ id, title }: { id: string; title: string }) {
    const stream = useMemo(() => new LogStream(id), [id]);
    const { phase, lines, cursor } = useStore(stream);
    const [query, setQuery] = useState("");
    const box = useRef<HTMLDivElement>(null);
    const newest = lines[lines.length - 1]?.number ?? -1;
    const following = useFollowing(box, newest, lines.length);
    const older = useOperation();

    useEffect(() => {
        stream.open();
        return () => stream.close();
    }, [stream]);

    const wanted = query.toLocaleLowerCase();
    const shown = wanted === "" ? lines : lines.filter((line) => line.message.toLocaleLowerCase().includes(wanted));
    const download = () => {
        const text = lines.map((line) => `${line.timestamp} ${plainLine(line.message)}\n`).join("");
        saveText(messages.logs.fileName({ id }), text);
    };

    return (
        <Section title={messages.logs.title} aside={
            <div className="log-tools">
                <input type="search" value={query} placeholder={messages.logs.find} aria-label={messages.logs.find}
                    onChange={(event) => setQuery(event.currentTarget.value)} />
                <IconButton icon="download" label={messages.logs.download} disabled={lines.length === 0}
                    onClick={download} />
            </div>
        }>
            <div className="log-frame">
                <div ref={box} className="log" role="log" aria-live="off" tabIndex={0} data-testid="logs"
                    aria-label={messages.logs.region({ title })} onScroll={following.onScroll}>
                    {cursor !== null && wanted === "" && lines.length > 0 ? (
                        <Button kind="quiet" pending={older.isPending && messages.logs.loadingOlder}
                            onClick={() => void older.run(() => following.keepingPlace(() => stream.fetchOlder()))}>
                            {messages.logs.older}
                        </Button>
                    ) : null}
                    {shown.length > 0 ? <LogLines lines={shown} /> : (
                        <p className="muted log-empty">{emptyText(phase, lines.length)}</p>
                    )}
                </div>
                <LogStatus phase={phase} following={following} />
            </div>
        </Section>
    );
}

function LogStatus({ phase, following }: { phase: LogState["phase"]; following: Following }) {
    const { isFollowing, missed, follow } = following;
    const paused = missed > 0 ? messages.logs.paused({ number: missed }) : messages.logs.pausedNothingNew;
    return (
        <div className="log-status">
            {phase === "broken" ? (
                <span className="tone busy" role="status">{icons.busy}{messages.logs.interrupted}</span>
            ) : (
                <span className="muted">{isFollowing ? messages.logs.following : paused}</span>
            )}
            {isFollowing ? null : <Button icon="down" onClick={follow}>{messages.logs.follow}</Button>}
        </div>
    );
}

function emptyText(phase: string, total: number): string {
    if (total > 0) return messages.logs.noMatch;
    return phase === "loading" ? messages.logs.loading : messages.logs.empty;
}
