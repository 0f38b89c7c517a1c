import { memo } from "react";
import { formatDay, formatMoment, formatTime } from "../text/format";
import { messages } from "../text/messages";
import { highlighted } from "./highlighted";
import type { LogLine } from "./LogStream";
import { plainLine } from "./plainLine";

/** Lines with their times, the day where it changes, and what was searched for marked. */
export const LogLines = memo(function LogLines({ lines, search }: { lines: readonly LogLine[]; search: string }) {
    let lastDay = "";
    return (
        <div className="log-lines">
            {lines.map((line) => {
                const day = line.timestamp.slice(0, 10);
                const isNewDay = day !== lastDay;
                lastDay = day;
                return <Line key={line.number} line={line} isNewDay={isNewDay} search={search} />;
            })}
        </div>
    );
});

const Line = memo(function Line({ line, isNewDay, search }: { line: LogLine; isNewDay: boolean; search: string }) {
    const moment = new Date(line.timestamp);
    const isValid = !Number.isNaN(moment.valueOf());
    const level = line.level === "error" || line.level === "warning" ? line.level : undefined;
    return (
        <>
            {isNewDay && isValid ? <p className="log-day">{formatDay(moment)}</p> : null}
            <p className={level === undefined ? "log-line" : `log-line is-${level}`}>
                <time dateTime={line.timestamp} title={isValid ? formatMoment(moment) : line.timestamp}>
                    {isValid ? formatTime(moment) : ""}
                </time>
                <span>
                    {level === undefined ? null : <b className="log-level">{messages.logs.levelWord[level]}</b>}
                    {highlighted(plainLine(line.message), search).map(({ text, isFound }, index) =>
                        isFound ? <mark key={index}>{text}</mark> : text)}
                </span>
            </p>
        </>
    );
});
