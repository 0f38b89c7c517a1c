import { useId } from "react";
import { IconButton } from "../controls/Button";
import { messages } from "../text/messages";
import type { LogFilter } from "./LogStream";

interface LogToolsProps {
    filter: LogFilter;
    changeFilter: (filter: LogFilter) => void;
    wraps: boolean;
    changeWraps: (wraps: boolean) => void;
    /** Absent while there is nothing to save. */
    download: (() => void) | undefined;
}

const levels = ["info", "warning", "error"] as const;

export function LogTools({ filter, changeFilter, wraps, changeWraps, download }: LogToolsProps) {
    const id = useId();
    return (
        <div className="log-tools">
            <input type="search" value={filter.search} placeholder={messages.logs.find} aria-label={messages.logs.find}
                data-testid="log-search" autoComplete="off" spellCheck={false}
                onChange={(event) => changeFilter({ ...filter, search: event.currentTarget.value })} />
            <label className="unseen" htmlFor={id}>{messages.logs.level}</label>
            <select id={id} value={filter.level ?? ""} data-testid="log-level"
                onChange={(event) => {
                    const level = levels.find((candidate) => candidate === event.currentTarget.value) ?? null;
                    changeFilter({ ...filter, level });
                }}>
                <option value="">{messages.logs.everyLevel}</option>
                {levels.map((level) => <option key={level} value={level}>{messages.logs.levels[level]}</option>)}
            </select>
            <IconButton icon="wrap" label={messages.logs.wrap} aria-pressed={wraps}
                onClick={() => changeWraps(!wraps)} />
            <IconButton icon="download" label={messages.logs.download} disabled={download === undefined}
                onClick={download} />
        </div>
    );
}
