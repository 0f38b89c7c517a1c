import { memo } from "react";
import { formatDay, formatMoment, formatTime } from "../text/format";
import type { LogLine } from "./LogStream";
import { plainLine } from "./plainLine";

/** Lines with their times, and the day where it changes. */
export const LogLines = memo(function LogLines({ lines }: { lines: readonly LogLine[] }) {
    let lastDay = "";
    return (
        <div className="log-lines">
            {lines.map((line) => {
                const day = line.timestamp.slice(0, 10);
                const isNewDay = day !== lastDay;
                lastDay = day;
                return <Line key={line.number} line={line} isNewDay={isNewDay} />;
            })}
        </div>
    );
});

const Line = memo(function Line({ line, isNewDay }: { line: LogLine; isNewDay: boolean }) {
    const moment = new Date(line.timestamp);
    const isValid = !Number.isNaN(moment.valueOf());
    return (
        <>
            {isNewDay && isValid ? <p className="log-day">{formatDay(moment)}</p> : null}
            <p className="log-line">
                <time dateTime={line.timestamp} title={isValid ? formatMoment(moment) : line.timestamp}>
                    {isValid ? formatTime(moment) : ""}
                </time>
                <span>{plainLine(line.message)}</span>
            </p>
        </>
    );
});
