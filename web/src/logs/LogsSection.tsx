import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { Button } from "../controls/Button";
import { useOperation } from "../controls/useOperation";
import { icons } from "../icons";
import { Section } from "../service/Section";
import { useStore } from "../session/Store";
import { messages } from "../text/messages";
import { LogLines } from "./LogLines";
import { LogStream, type LogFilter, type LogSource, type LogState } from "./LogStream";
import { LogTools } from "./LogTools";
import { plainLine } from "./plainLine";
import { saveText } from "./saveText";
import { useFollowing, type Following } from "./useFollowing";

const everything: LogFilter = { search: "", level: null };
/** Scrolling this close to the first line fetches older ones. */
const nearStart = 120;

interface LogsSectionProps {
    source: LogSource;
    heading: string;
    /** Names the log for screen readers. */
    label: string;
    fileName: string;
    children?: ReactNode;
}

/** A log that is followed: search, levels, older lines on the way up, and a file to take away. */
export function LogsSection({ source, heading, label, fileName, children }: LogsSectionProps) {
    const key = JSON.stringify(source);
    const stream = useMemo(() => new LogStream(JSON.parse(key) as LogSource), [key]);
    const { phase, lines, isFetchingOlder, reason } = useStore(stream);
    const [filter, setFilter] = useState(everything);
    const [wraps, setWraps] = useState(true);
    const box = useRef<HTMLDivElement>(null);
    const newest = lines[lines.length - 1]?.number ?? -1;
    const following = useFollowing(box, newest, lines.length);
    const older = useOperation();
    useFilteredStream(stream, filter);

    const fetchOlder = () => void older.run(() => following.keepingPlace(() => stream.fetchOlder()));
    const onScroll = () => {
        following.onScroll();
        const isAtStart = (box.current?.scrollTop ?? nearStart) < nearStart;
        if (isAtStart && !following.isFollowing && stream.mayHaveOlder && !isFetchingOlder) fetchOlder();
    };
    const download = () => {
        const text = lines.map((line) => `${line.timestamp} ${plainLine(line.message)}\n`).join("");
        saveText(fileName, text);
    };
    const isFiltered = filter.search !== "" || filter.level !== null;

    return (
        <Section title={heading}>
            {children}
            <LogTools filter={filter} changeFilter={setFilter} wraps={wraps} changeWraps={setWraps}
                download={lines.length === 0 ? undefined : download} />
            <div className="log-frame">
                <div ref={box} className={wraps ? "log" : "log unwrapped"} role="log" aria-live="off" tabIndex={0}
                    data-testid="logs" aria-label={label} onScroll={onScroll}>
                    {stream.mayHaveOlder ? (
                        <Button kind="quiet" pending={isFetchingOlder && messages.logs.loadingOlder}
                            onClick={fetchOlder}>
                            {messages.logs.older}
                        </Button>
                    ) : null}
                    {lines.length > 0 ? <LogLines lines={lines} search={filter.search} /> : (
                        <p className="muted log-empty">
                            {phase === "refused" ? reason : emptyText(phase, isFiltered)}
                        </p>
                    )}
                </div>
                {phase === "refused" ? null : <LogStatus phase={phase} following={following} />}
            </div>
        </Section>
    );
}

/** Follows the stream; a new filter begins it anew, a moment after the last key. */
function useFilteredStream(stream: LogStream, filter: LogFilter) {
    const isFirst = useRef(true);
    useEffect(() => {
        const timer = setTimeout(() => stream.open(filter), isFirst.current ? 0 : 250);
        isFirst.current = false;
        return () => clearTimeout(timer);
    }, [stream, filter]);
    useEffect(() => () => stream.close(), [stream]);
}

function LogStatus({ phase, following }: { phase: LogState["phase"]; following: Following }) {
    const { isFollowing, missed, follow, pause } = following;
    const paused = missed > 0 ? messages.logs.paused({ number: missed }) : messages.logs.pausedNothingNew;
    return (
        <div className="log-status">
            {phase === "broken" ? (
                <span className="tone busy" role="status">{icons.busy}{messages.logs.interrupted}</span>
            ) : (
                <span className="muted">{isFollowing ? messages.logs.following : paused}</span>
            )}
            {isFollowing ? (
                <Button kind="quiet" icon="pause" testId="log-pause" onClick={pause}>{messages.logs.pause}</Button>
            ) : (
                <Button icon="down" testId="log-follow" onClick={follow}>{messages.logs.follow}</Button>
            )}
        </div>
    );
}

function emptyText(phase: LogState["phase"], isFiltered: boolean): string {
    if (phase === "loading") return messages.logs.loading;
    return isFiltered ? messages.logs.noMatch : messages.logs.empty;
}
