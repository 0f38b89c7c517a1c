import { useState } from "react";
import { IconButton } from "../controls/Button";
import { CopyButton } from "../controls/CopyButton";
import { showDialog } from "../controls/Dialog";
import type { PackageEntry } from "../generated/rpc";
import { icons } from "../icons";
import { QRDialog } from "../qr/QRDialog";
import { interfacesOf, type Address, type ReachableInterface } from "../services/addresses";
import { plainText } from "../text/localise";
import { messages } from "../text/messages";
import { Section } from "./Section";

export function ReachSection({ hosts }: { hosts: PackageEntry["hosts"] }) {
    const interfaces = interfacesOf(hosts);
    if (interfaces.length === 0) return null;
    return (
        <Section title={messages.service.reach}>
            {interfaces.map((candidate) => <Interface key={candidate.key} candidate={candidate} />)}
        </Section>
    );
}

function Interface({ candidate: { description, addresses } }: { candidate: ReachableInterface }) {
    return (
        <div className="panel interface" data-testid={`interface-${description.id}`}>
            <div className="interface-head">
                <strong>{description.name}</strong>
                <span className="muted">{plainText(description.description)}</span>
            </div>
            {addresses.length === 0 ? <p className="muted row">{messages.service.noAddress}</p> : (
                <ul className="rows">
                    {addresses.map((address) => (
                        <AddressRow key={address.url} address={address} isMasked={description.masked} />
                    ))}
                </ul>
            )}
        </div>
    );
}

function AddressRow({ address: { url, information }, isMasked }: { address: Address; isMasked: boolean }) {
    const [isShown, setShown] = useState(!isMasked);
    const isLink = /^https?:/.test(url);
    const kind = messages.service.kind[information.metadata.kind];
    const name = isShown ? url : kind;
    return (
        <li className="row address">
            <span className="address-kind muted">
                {information.public ? icons.globe : information.ssl ? icons.lock : icons.house}
                {kind}
            </span>
            <span className={isShown ? "address-url" : "address-url muted"}>{isShown ? url : messages.hidden}</span>
            <span className="row-buttons">
                {isMasked ? (
                    <IconButton icon={isShown ? "hide" : "show"} label={isShown ? messages.hide : messages.show}
                        onClick={() => setShown(!isShown)} />
                ) : null}
                <IconButton icon="qr" label={messages.qr.showOf({ name })}
                    onClick={() => showDialog(<QRDialog text={url} />)} />
                <CopyButton text={url} label={messages.service.copyAddress({ address: name })} />
                {isLink ? (
                    <a className="icon-button" href={url} target="_blank" rel="noopener noreferrer"
                        title={messages.open} aria-label={messages.service.openAddress({ address: name })}>
                        {icons.open}
                    </a>
                ) : null}
            </span>
        </li>
    );
}
