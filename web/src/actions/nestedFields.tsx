import { useRef } from "react";
import { Button, IconButton } from "../controls/Button";
import type { JSONValue } from "../generated/rpc";
import { messages } from "../text/messages";
import { isOptionDisabled } from "./choiceFields";
import { FieldList, type InputProps } from "./FieldList";
import { initialValues, innerFields, isObject, unionValue, type Field } from "./spec";
import { TextField } from "./textFields";
import { fieldPath } from "./validate";

export function GroupField({ field, value, path, problems, change }: InputProps) {
    return (
        <div className="nested">
            <FieldList fields={innerFields(field)} values={isObject(value) ? value : {}} path={path} problems={problems}
                change={change} />
        </div>
    );
}

/** A choice with fields of its own. What was typed under another choice is remembered while the form is open. */
export function UnionField({ field, value, path, problems, change, isDisabled, accessibility }: InputProps) {
    const remembered = useRef<{ [selection: string]: JSONValue }>({});
    const current = isObject(value) ? value : {};
    const selection = typeof current["selection"] === "string" ? current["selection"] : null;
    const inner = isObject(current["value"]) ? current["value"] : {};
    const choose = (choice: string) => {
        if (selection !== null) remembered.current[selection] = inner;
        change(unionValue(field, choice, remembered.current[choice]));
    };
    return (
        <>
            <select {...accessibility} aria-label={field.name} disabled={isDisabled} value={selection ?? ""}
                onChange={(event) => choose(event.currentTarget.value)}>
                {selection === null ? <option value="">{messages.actions.choose}</option> : null}
                {Object.entries(field.variants ?? {}).map(([key, variant]) => (
                    <option key={key} value={key} disabled={isOptionDisabled(field.disabled, key)}>
                        {variant.name}
                    </option>
                ))}
            </select>
            {selection === null || Object.keys(field.variants?.[selection]?.spec ?? {}).length === 0 ? null : (
                <div className="nested">
                    <FieldList fields={field.variants?.[selection]?.spec ?? {}} values={inner} path={path}
                        problems={problems} change={(values) => change({ ...current, selection, value: values })} />
                </div>
            )}
        </>
    );
}

export function ListField(props: InputProps) {
    const { field, value, path, problems, change, isDisabled, id } = props;
    const items = Array.isArray(value) ? value : [];
    const item = (field.spec ?? { type: "text" }) as Field;
    const isFull = typeof field.maxLength === "number" && items.length >= field.maxLength;
    const replace = (index: number, changed: JSONValue) => 
        change(items.map((old, at) => (at === index ? changed : old)));
    const add = () => change([...items, item.type === "object" ? initialValues(innerFields(field), undefined) : ""]);
    return (
        <div className="list">
            {items.length === 0 ? <p className="hint">{messages.actions.noItems}</p> : null}
            {items.map((element, index) => {
                const position = index + 1;
                const at = fieldPath(path, index);
                const problem = problems.get(at);
                const name = messages.actions.item({ name: field.name ?? "", position });
                return (
                    <div className="list-item" key={index} role="group" aria-label={name}>
                        {item.type === "object" ? (
                            <div className="nested">
                                <FieldList fields={innerFields(field)} values={isObject(element) ? element : {}}
                                    path={at} problems={problems} change={(values) => replace(index, values)} />
                            </div>
                        ) : (
                            <div className="list-text">
                                <TextField {...props} field={item} value={element} path={at} id={`${id}-${index}`}
                                    change={(text) => replace(index, text ?? "")}
                                    accessibility={{
                                        "aria-label": name,
                                        "aria-invalid": problem !== undefined,
                                        "aria-describedby": `${id}-${index}-help`,
                                    }} />
                                <p className="field-error" id={`${id}-${index}-help`}>{problem}</p>
                            </div>
                        )}
                        <IconButton icon="remove" label={messages.actions.removeItem({ position })}
                            disabled={isDisabled} onClick={() => change(items.filter((_, other) => other !== index))} />
                    </div>
                );
            })}
            <Button icon="plus" disabled={isDisabled || isFull} onClick={add}>{messages.actions.add}</Button>
        </div>
    );
}
