import { memo } from "react";
import { PackageIcon } from "../controls/PackageIcon";
import { StatusBadge } from "../controls/StatusBadge";
import type { PackageStatistics } from "../generated/rpc";
import { useDocument } from "../patch/useDocument";
import { address } from "../shell/route";
import { formatFraction, formatMebibytes } from "../text/format";
import { localise } from "../text/localise";
import { messages } from "../text/messages";
import { InstallSummary } from "./InstallProgress";
import { MainButton } from "./MainButton";
import { manifestOf } from "./package";
import { statusOf } from "./status";

/** One service at a glance: what it is, how it is, and the next thing to do with it. */
export const ServiceCard = memo(function ServiceCard({ id, statistics }: { id: string; statistics?: PackageStatistics | undefined }) {
    const entry = useDocument("packageData", id);
    if (entry === undefined) return null;
    const { title, description } = manifestOf(entry);
    const state = entry.stateInfo;
    return (
        <article className="card" data-testid={`service-card-${id}`}>
            <div className="card-head">
                <PackageIcon source={entry.icon} title={title} />
                <div className="card-words">
                    <h2><a className="card-link" href={address.service(id)}>{title}</a></h2>
                    <StatusBadge status={statusOf(entry)} />
                </div>
            </div>
            {"installingInfo" in state ? (
                <InstallSummary id={id} title={title} progress={state.installingInfo.progress} />
            ) : (
                <>
                    <p className="card-description">{localise(description.short)}</p>
                    <div className="card-foot">
                        <Usage statistics={entry.statusInfo.started === null ? undefined : statistics} />
                        <MainButton id={id} entry={entry} />
                    </div>
                </>
            )}
        </article>
    );
});

function Usage({ statistics }: { statistics: PackageStatistics | undefined }) {
    if (statistics === undefined) return <span className="usage" />;
    const { cpuPercent, memory_usage: memory } = statistics;
    return (
        <span className="usage">
            {typeof cpuPercent === "number" ? (
                <span>{messages.services.cpu({ percentage: formatFraction(cpuPercent / 100) })}</span>
            ) : null}
            <span>{messages.services.memory({ size: formatMebibytes(memory) })}</span>
        </span>
    );
}
