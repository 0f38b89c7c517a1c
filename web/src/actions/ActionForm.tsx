import { useMemo, useRef, useState, type FormEvent } from "react";
import { Button } from "../controls/Button";
import { closeDialog } from "../controls/Dialog";
import type { JSONValue } from "../generated/rpc";
import { messages } from "../text/messages";
import { FieldList } from "./FieldList";
import { initialValues, merged, type Fields, type Values } from "./spec";
import { problemsOf, type Problems } from "./validate";
import type { ActionInput } from "./wire";

interface ActionFormProps {
    input: ActionInput;
    prefill: JSONValue;
    isRunning: boolean;
    onEdit: () => void;
    submit: (values: Values) => void;
}

const none: Problems = new Map();

export function ActionForm({ input, prefill, isRunning, onEdit, submit }: ActionFormProps) {
    const fields = useMemo(() => input.spec as unknown as Fields, [input]);
    const form = useRef<HTMLFormElement>(null);
    const [values, setValues] = useState<Values>(() => {
        const initial = initialValues(fields, input.value ?? undefined);
        return prefill === null ? initial : initialValues(fields, merged(initial, prefill));
    });
    const [wasSubmitted, setSubmitted] = useState(false);
    const problems = wasSubmitted ? problemsOf(fields, values) : none;

    const onSubmit = (event: FormEvent) => {
        event.preventDefault();
        setSubmitted(true);
        if (problemsOf(fields, values).size === 0) return submit(values);
        requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
    };

    return (
        <form ref={form} className="form" onSubmit={onSubmit} noValidate>
            <fieldset disabled={isRunning}>
                <FieldList fields={fields} values={values} path="" problems={problems} change={(changed) => {
                    setValues(changed);
                    onEdit();
                }} />
            </fieldset>
            <p className="field-error" role="alert">{problems.size > 0 ? messages.actions.fixErrors : ""}</p>
            <footer className="dialog-footer">
                <Button onClick={closeDialog}>{messages.cancel}</Button>
                <Button type="submit" kind="primary" pending={isRunning && messages.actions.submitting}
                    testId="action-submit">
                    {messages.actions.submit}
                </Button>
            </footer>
        </form>
    );
}
