import { useState } from "react";
import { Segments } from "../controls/Segments";
import { LogsSection } from "../logs/LogsSection";
import { messages } from "../text/messages";

const kinds = ["server", "kernel"] as const;

/** What the server itself writes, and what its kernel does. */
export function ServerLogs() {
    const [kind, setKind] = useState<(typeof kinds)[number]>("server");
    const name = messages.system.logs[kind];
    return (
        <LogsSection key={kind} source={{ kind }} heading={messages.system.logsTitle}
            label={messages.logs.region({ title: name })} fileName={messages.logs.fileName({ id: kind })}>
            <Segments label={messages.system.whichLog} name="log" value={kind} change={setKind}
                options={kinds.map((value) => ({ value, label: messages.system.logs[value] }))} />
        </LogsSection>
    );
}
