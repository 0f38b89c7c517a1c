import { useId, useState, type FormEvent } from "react";
import { server } from "../application";
import { Button } from "../controls/Button";
import { Dialog, closeDialog } from "../controls/Dialog";
import { ErrorMessage } from "../controls/ErrorMessage";
import { describeError, type ErrorDescription } from "../controls/Notices";
import type { ServiceLimits } from "../generated/rpc";
import type { Usage } from "../stats/UsageFeed";
import { formatBytes, formatLoad, formatNumber } from "../text/format";
import { messages } from "../text/messages";
import { limitFields, readLimits, typedLimits, type LimitName, type TypedLimits } from "./limits";

interface LimitsDialogProps {
    id: string;
    title: string;
    limits: ServiceLimits;
    usage: Usage | undefined;
}

/** What a service may use of the server. An empty field leaves the choice to the server. */
export function LimitsDialog({ id, title, limits, usage }: LimitsDialogProps) {
    const [typed, setTyped] = useState<TypedLimits>(() => typedLimits(limits));
    const [isPending, setPending] = useState(false);
    const [wasSubmitted, setSubmitted] = useState(false);
    const [error, setError] = useState<ErrorDescription>();
    const { values, problems } = readLimits(typed);

    const submit = async (event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        const form = event.currentTarget;
        setSubmitted(true);
        if (Object.keys(problems).length > 0) {
            requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
            return;
        }
        setPending(true);
        setError(undefined);
        try {
            await server.call("package.set-limits", { id, ...values });
            closeDialog();
        } catch (cause) {
            setError(describeError(cause));
            setPending(false);
        }
    };

    return (
        <Dialog title={messages.usage.limitsOf({ title })}>
            <p className="muted">{messages.usage.limitsHint}</p>
            <form className="form" noValidate onSubmit={(event) => void submit(event)}>
                <fieldset disabled={isPending}>
                    {limitFields.map((name) => (
                        <LimitField key={name} name={name} typed={typed[name]} used={usedOf(name, usage)}
                            problem={wasSubmitted ? problems[name] : undefined}
                            change={(field) => setTyped({ ...typed, [name]: field })} />
                    ))}
                </fieldset>
                <ErrorMessage error={error} />
                <footer className="dialog-footer">
                    <Button onClick={closeDialog}>{messages.cancel}</Button>
                    <Button type="submit" kind="primary" testId="limits-save"
                        pending={isPending && messages.usage.saving}>
                        {messages.usage.save}
                    </Button>
                </footer>
            </form>
        </Dialog>
    );
}

interface LimitFieldProps {
    name: LimitName;
    typed: TypedLimits[LimitName];
    used: string | undefined;
    problem: string | undefined;
    change: (typed: TypedLimits[LimitName]) => void;
}

function LimitField({ name, typed, used, problem, change }: LimitFieldProps) {
    const id = useId();
    const label = messages.usage[name];
    const units = name === "memory" || name === "disk" ? messages.usage.units : undefined;
    return (
        <div className="field">
            <label htmlFor={id}>{label}</label>
            <div className="input-with-unit">
                <input id={id} inputMode={name === "processes" ? "numeric" : "decimal"} autoComplete="off"
                    value={typed.text} placeholder={messages.usage.standard} data-testid={`limit-${name}`}
                    aria-invalid={problem !== undefined} aria-describedby={`${id}-help`}
                    onChange={(event) => change({ ...typed, text: event.currentTarget.value })} />
                {units === undefined ? <span className="unit">{messages.usage.unitOf[name]}</span> : (
                    <select aria-label={messages.usage.unitFor({ name: label })} value={typed.unit}
                        onChange={({ currentTarget }) =>
                            change({ ...typed, unit: currentTarget.value === "MB" ? "MB" : "GB" })}>
                        {units.map((unit) => <option key={unit} value={unit}>{unit}</option>)}
                    </select>
                )}
            </div>
            <p id={`${id}-help`} className={problem === undefined ? "hint" : "field-error"}>
                {problem ?? (used === undefined ? "" : messages.usage.now({ used }))}
            </p>
        </div>
    );
}

function usedOf(name: LimitName, usage: Usage | undefined): string | undefined {
    if (usage === undefined) return undefined;
    const { memory_bytes: memory, cpu_percent: load, processes, disk_bytes: disk } = usage.latest;
    switch (name) {
        case "memory":
            return formatBytes(memory);
        case "cpu":
            return formatLoad(load);
        case "processes":
            return formatNumber(processes);
        case "disk":
            return disk === null || disk === undefined ? undefined : formatBytes(disk);
    }
}
