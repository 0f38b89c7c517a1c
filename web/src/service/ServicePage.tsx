import { useEffect, useRef } from "react";
import { PackageIcon } from "../controls/PackageIcon";
import { StatusBadge } from "../controls/StatusBadge";
import { icons } from "../icons";
import { LogsSection } from "../logs/LogsSection";
import { useDocument } from "../patch/useDocument";
import { InstallPhases } from "../services/InstallProgress";
import { manifestOf } from "../services/manifest";
import { isSettled, statusOf } from "../services/status";
import { NotFoundPage } from "../shell/NotFoundPage";
import { address } from "../shell/route";
import { localise } from "../text/localise";
import { messages } from "../text/messages";
import { AboutSection } from "./AboutSection";
import { ActionsSection } from "./ActionsSection";
import { DoingSection } from "./DoingSection";
import { ErrorPanel } from "./ErrorPanel";
import { NeedsSection } from "./NeedsSection";
import { ReachSection } from "./ReachSection";
import { RetryPanel } from "./RetryPanel";
import { ServiceControls } from "./ServiceControls";
import { UninstallSection } from "./UninstallSection";
import { UsageSection } from "./UsageSection";

/** A service: what it does, what it needs, how to reach it, what one can do with it, what it says, what it is. */
export function ServicePage({ id }: { id: string }) {
    const entry = useDocument("packageData", id);
    useReturnWhenRemoved(entry !== undefined);
    if (entry === undefined) {
        return <NotFoundPage title={messages.services.missingTitle} text={messages.services.missing} />;
    }
    const manifest = manifestOf(entry);
    const status = statusOf(entry);
    const state = entry.stateInfo;
    const isWhole = isSettled(entry);
    const hasRun = state.state !== "installing" && state.state !== "restoring";
    const { error, retry } = entry.statusInfo;
    return (
        <div className="page narrow service">
            <a className="back" href={address.services}>{icons.back}{messages.areas.services}</a>
            <header className="service-header">
                <PackageIcon source={entry.icon} title={manifest.title} size="large" />
                <div className="service-words">
                    <h1>{manifest.title}</h1>
                    <StatusBadge status={status} isLive />
                </div>
                <ServiceControls id={id} entry={entry} status={status} />
            </header>
            <p className="service-description">{localise(manifest.description.short)}</p>
            {status === "retrying" && retry ? (
                <RetryPanel id={id} title={manifest.title} retry={retry} error={error} />
            ) : null}
            {error && status !== "retrying" ? <ErrorPanel id={id} title={manifest.title} error={error} /> : null}
            {state.installingInfo ? (
                <InstallPhases id={id} title={manifest.title} progress={state.installingInfo.progress} />
            ) : null}
            {isWhole ? <DoingSection info={entry.statusInfo} status={status} /> : null}
            {isWhole ? <NeedsSection id={id} entry={entry} /> : null}
            {isWhole ? <ReachSection hosts={entry.hosts} /> : null}
            {isWhole ? <ActionsSection id={id} entry={entry} status={status} /> : null}
            {isWhole ? <UsageSection id={id} title={manifest.title} limits={entry.limits} /> : null}
            {hasRun ? (
                <LogsSection source={{ kind: "package", id }} heading={messages.logs.title}
                    label={messages.logs.region({ title: manifest.title })} fileName={messages.logs.fileName({ id })} />
            ) : null}
            <AboutSection manifest={manifest} entry={entry} />
            {isWhole ? <UninstallSection id={id} volumes={manifest.volumes} /> : null}
        </div>
    );
}

/** When the service disappears while its page is open, there is nothing left to stay for. */
function useReturnWhenRemoved(isThere: boolean) {
    const wasThere = useRef(isThere);
    useEffect(() => {
        if (wasThere.current && !isThere) location.hash = address.services;
        wasThere.current ||= isThere;
    }, [isThere]);
}
