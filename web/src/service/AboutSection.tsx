import type { ReactNode } from "react";
import { CopyButton } from "../controls/CopyButton";
import type { PackageEntry } from "../generated/rpc";
import type { Manifest } from "../services/manifest";
import { localise } from "../text/localise";
import { messages } from "../text/messages";
import { Section } from "./Section";

export function AboutSection({ manifest, entry }: { manifest: Manifest; entry: PackageEntry }) {
    const links: [string, string | null | undefined][] = [
        [messages.service.website, manifest.marketingUrl],
        [messages.service.upstreamSource, manifest.upstreamRepo],
        [messages.service.packageSource, manifest.packageRepo],
        [messages.service.donate, manifest.donationUrl],
    ];
    const signer = shortKey(entry.developerKey);
    return (
        <Section title={messages.service.about}>
            <div className="panel about">
                <p className="about-text">{localise(manifest.description.long)}</p>
                <dl className="facts">
                    <Fact name={messages.service.version}>{manifest.version}</Fact>
                    <Fact name={messages.service.license}>{manifest.license}</Fact>
                    <Fact name={messages.service.identifier}><code>{manifest.id}</code></Fact>
                    <Fact name={messages.service.source}>{entry.registry ?? messages.service.sideloaded}</Fact>
                    {signer === "" ? null : (
                        <Fact name={messages.service.signer}>
                            <code className="fingerprint">{signer}</code>
                            <CopyButton text={signer} />
                        </Fact>
                    )}
                    {manifest.gitHash ? (
                        <Fact name={messages.service.commit}><code>{manifest.gitHash.slice(0, 12)}</code></Fact>
                    ) : null}
                </dl>
                <p className="links">
                    {links.map(([name, href]) => isWebAddress(href) ? (
                        <a key={name} href={href} target="_blank" rel="noopener noreferrer">{name}</a>
                    ) : null)}
                </p>
            </div>
        </Section>
    );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
    return (
        <div className="fact">
            <dt>{name}</dt>
            <dd>{children}</dd>
        </div>
    );
}

/** The key without its PEM frame. */
function shortKey(pem: string): string {
    return pem.replace(/-----[^-]*-----/g, "").replace(/\s/g, "");
}

/** A package could put any scheme into its links. */
function isWebAddress(href: string | null | undefined): href is string {
    return href !== null && href !== undefined && /^https?:\/\//.test(href);
}
