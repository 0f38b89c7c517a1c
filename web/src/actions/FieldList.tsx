import { useId } from "react";
import type { JSONValue } from "../generated/rpc";
import { plainText } from "../text/localise";
import { messages } from "../text/messages";
import { ChoiceField, ManyChoicesField, ToggleField, TriStateField } from "./choiceFields";
import { GroupField, ListField, UnionField } from "./nestedFields";
import type { Field, Fields, Values } from "./spec";
import { LongTextField, NumberField, PickerField, TextField } from "./textFields";
import { fieldPath, type Problems } from "./validate";

interface FieldListProps {
    fields: Fields;
    values: Values;
    path: string;
    problems: Problems;
    change: (values: Values) => void;
}

/** Fields in the order the package gave them. */
export function FieldList({ fields, values, path, problems, change }: FieldListProps) {
    return (
        <>
            {Object.entries(fields).map(([key, field]) => (
                <FieldRow key={key} field={field} value={values[key] ?? null} path={fieldPath(path, key)}
                    problems={problems} change={(value) => change({ ...values, [key]: value })} />
            ))}
        </>
    );
}

export interface FieldProps {
    field: Field;
    value: JSONValue;
    path: string;
    problems: Problems;
    change: (value: JSONValue) => void;
}

/** What an input needs to be known by its label, its help and its error. */
export interface InputProps extends FieldProps {
    id: string;
    isDisabled: boolean;
    accessibility: { "aria-invalid": boolean; "aria-describedby": string; "aria-label"?: string };
}

const inputs: { [type: string]: (props: InputProps) => JSX.Element } = {
    text: TextField,
    textarea: LongTextField,
    number: NumberField,
    color: PickerField,
    datetime: PickerField,
    select: ChoiceField,
    multiselect: ManyChoicesField,
    toggle: ToggleField,
    triState: TriStateField,
    object: GroupField,
    union: UnionField,
    list: ListField,
};

const typesThatMayBeEmpty = ["text", "textarea", "number", "color", "datetime"];

function FieldRow(props: FieldProps) {
    const { field, path, problems } = props;
    const id = useId();
    if (field.type === "hidden") return null;
    const Input = inputs[field.type];
    const problem = problems.get(path);
    const reason = typeof field.disabled === "string" ? field.disabled : undefined;
    const isGroup = ["object", "union", "list", "multiselect", "triState"].includes(field.type);
    const isOptional = typesThatMayBeEmpty.includes(field.type) && field.required !== true;
    const label = (
        <>
            {field.name ?? path}
            {isOptional ? <span className="optional">{messages.actions.optional}</span> : null}
        </>
    );
    return (
        <div className={`field ${field.type}`} role={isGroup ? "group" : undefined}
            aria-labelledby={isGroup ? `${id}-label` : undefined}>
            {isGroup || Input === undefined ? (
                <span className="field-label" id={`${id}-label`}>{label}</span>
            ) : (
                <label htmlFor={id}>{label}</label>
            )}
            {field.description ? <p className="hint">{plainText(field.description)}</p> : null}
            {Input === undefined ? <p className="hint">{messages.actions.unsupported}</p> : (
                <Input {...props} id={id} isDisabled={reason !== undefined}
                    accessibility={{ "aria-invalid": problem !== undefined, "aria-describedby": `${id}-help` }} />
            )}
            <div id={`${id}-help`}>
                {problem === undefined ? null : <p className="field-error">{problem}</p>}
                {reason === undefined ? null : <p className="hint">{messages.actions.disabled({ reason })}</p>}
                {field.warning ? <p className="hint caution">{plainText(field.warning)}</p> : null}
                {field.footnote ? <p className="hint">{plainText(field.footnote)}</p> : null}
            </div>
        </div>
    );
}
