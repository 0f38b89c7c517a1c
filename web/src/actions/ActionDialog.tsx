import { useEffect, useRef, useState } from "react";
import { server } from "../application";
import { Button } from "../controls/Button";
import { Dialog, closeDialog } from "../controls/Dialog";
import { ErrorMessage } from "../controls/ErrorMessage";
import { describeError, type ErrorDescription } from "../controls/Notices";
import { ToneIcon } from "../controls/StatusBadge";
import type { JSONValue } from "../generated/rpc";
import { icons } from "../icons";
import { useDocument } from "../patch/useDocument";
import { plainText } from "../text/localise";
import { messages } from "../text/messages";
import { ActionForm } from "./ActionForm";
import { ActionResultView } from "./ActionResultView";
import { readActionInput, readActionResult, type ActionInput, type ActionResult } from "./wire";

interface ActionDialogProps {
    packageId: string;
    actionId: string;
    prefill: JSONValue;
}

type Step =
    | { name: "asking" }
    | { name: "confirming" }
    | { name: "filling"; input: ActionInput }
    | { name: "running"; input: ActionInput | null }
    | { name: "done"; result: ActionResult | null };

/** An action from the question to its result. What was typed survives a failure. */
export function ActionDialog({ packageId, actionId, prefill }: ActionDialogProps) {
    const action = useDocument("packageData", packageId, "actions")?.[actionId];
    const [step, setStep] = useState<Step>({ name: "asking" });
    const [error, setError] = useState<ErrorDescription>();
    const hasBegun = useRef(false);
    const [isEdited, setEdited] = useState(false);
    const [asksToDiscard, setAsksToDiscard] = useState(false);

    const run = async (input: ActionInput | null, value: JSONValue) => {
        setStep({ name: "running", input });
        setError(undefined);
        try {
            const eventId = input?.eventId ?? null;
            const answer = await server.call("package.action.run", { packageId, actionId, eventId, input: value });
            setStep({ name: "done", result: readActionResult(answer) });
        } catch (cause) {
            setError(describeError(cause));
            setStep(input === null ? { name: "confirming" } : { name: "filling", input });
        }
    };

    const begin = async () => {
        if (action?.hasInput !== true) {
            if (action?.warning) setStep({ name: "confirming" });
            else await run(null, {});
            return;
        }
        try {
            const answer = await server.call("package.action.get-input", { packageId, actionId, prefill });
            const input = readActionInput(answer);
            if (input === null) await run(null, {});
            else setStep({ name: "filling", input });
        } catch (cause) {
            setError(describeError(cause));
        }
    };

    useEffect(() => {
        if (hasBegun.current) return;
        hasBegun.current = true;
        void begin();
    });

    const input = step.name === "filling" || step.name === "running" ? (step.input ?? undefined) : undefined;
    const title = step.name === "done" && step.result !== null ? step.result.title : (action?.name ?? actionId);
    return (
        <Dialog title={title} mayClose={() => {
            if (!isEdited || step.name !== "filling" || asksToDiscard) return true;
            setAsksToDiscard(true);
            return false;
        }}>
            {action?.warning && step.name !== "done" ? (
                <p className="warning"><ToneIcon tone="attention" /><span>{plainText(action.warning)}</span></p>
            ) : null}
            <ErrorMessage error={error} />
            {asksToDiscard ? (
                <p className="warning" role="alert"><ToneIcon tone="attention" />{messages.actions.discard}</p>
            ) : null}
            {input === undefined ? null : (
                <ActionForm input={input} prefill={prefill} isRunning={step.name === "running"}
                    onEdit={() => {
                        setEdited(true);
                        setAsksToDiscard(false);
                    }}
                    submit={(value) => void run(input, value)} />
            )}
            {step.name === "asking" && error === undefined ? <Waiting text={messages.actions.loading} /> : null}
            {step.name === "running" && input === undefined ? <Waiting text={messages.service.running} /> : null}
            {step.name === "done" ? <ActionResultView result={step.result} /> : null}
            {step.name === "confirming" ? (
                <footer className="dialog-footer">
                    <Button onClick={closeDialog}>{messages.cancel}</Button>
                    <Button kind="primary" onClick={() => void run(null, {})}>{messages.service.run}</Button>
                </footer>
            ) : null}
            {step.name === "done" ? (
                <footer className="dialog-footer">
                    <Button kind="primary" autoFocus onClick={closeDialog}>{messages.close}</Button>
                </footer>
            ) : null}
        </Dialog>
    );
}

function Waiting({ text }: { text: string }) {
    return <p className="waiting" role="status"><span className="tone busy">{icons.busy}</span>{text}</p>;
}
