import { useState } from "react";
import { IconButton } from "../controls/Button";
import { CopyButton } from "../controls/CopyButton";
import { ToneIcon } from "../controls/StatusBadge";
import { QRCode } from "../qr/QRCode";
import { plainText } from "../text/localise";
import { messages } from "../text/messages";
import type { ActionResult, ActionResultMember, ActionResultValue } from "./wire";

export function ActionResultView({ result }: { result: ActionResult | null }) {
    if (result === null) {
        return <p className="waiting" role="status"><ToneIcon tone="good" />{messages.actions.done}</p>;
    }
    return (
        <div className="result" data-testid="action-result">
            {result.message ? <p>{plainText(result.message)}</p> : null}
            {result.result ? <Value value={result.result} name={result.title} /> : null}
        </div>
    );
}

function Value({ value, name }: { value: ActionResultValue; name: string }) {
    if (value.type === "single") return <SingleValue value={value} name={name} />;
    return (
        <div className="result-group">
            {value.value.map((member) => <Member key={member.name} member={member} />)}
        </div>
    );
}

function Member({ member }: { member: ActionResultMember }) {
    return (
        <div className="result-member">
            <span className="result-name">{member.name}</span>
            <Value value={member} name={member.name} />
            {member.description ? <span className="hint">{plainText(member.description)}</span> : null}
        </div>
    );
}

function SingleValue({ value, name }: { value: Extract<ActionResultValue, { type: "single" }>; name: string }) {
    const [isShown, setShown] = useState(!value.masked);
    const [isScannable, setScannable] = useState(false);
    return (
        <>
            <div className="input-with-button result-value">
                <input readOnly value={value.value} type={isShown ? "text" : "password"} aria-label={name}
                    autoComplete="off" onFocus={(event) => event.currentTarget.select()} />
                {value.masked ? (
                    <IconButton icon={isShown ? "hide" : "show"} label={isShown ? messages.hide : messages.show}
                        onClick={() => setShown(!isShown)} />
                ) : null}
                {value.qr ? (
                    <IconButton icon="qr" label={isScannable ? messages.qr.hide : messages.qr.show}
                        aria-expanded={isScannable} onClick={() => setScannable(!isScannable)} />
                ) : null}
                {value.copyable ? <CopyButton text={value.value} /> : null}
            </div>
            {isScannable ? (
                <QRCode text={value.value}
                    label={isShown ? messages.qr.picture({ text: value.value }) : messages.qr.secretPicture} />
            ) : null}
        </>
    );
}
