import { memo } from "react";
import { PackageIcon } from "../controls/PackageIcon";
import { StatusBadge } from "../controls/StatusBadge";
import { useDocument } from "../patch/useDocument";
import { Trickle } from "../stats/Trickle";
import { address } from "../shell/route";
import { localise } from "../text/localise";
import { InstallSummary } from "./InstallProgress";
import { MainButton } from "./MainButton";
import { manifestOf } from "./manifest";
import { isStarted, statusOf } from "./status";
import { troubleOf } from "./trouble";

/** One service at a glance: what it is, how it is, and the next thing to do with it. */
export const ServiceCard = memo(function ServiceCard({ id }: { id: string }) {
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
            {state.installingInfo ? (
                <InstallSummary id={id} title={title} progress={state.installingInfo.progress} />
            ) : (
                <>
                    <p className="card-description">{troubleOf(entry) ?? localise(description.short)}</p>
                    <div className="card-foot">
                        {isStarted(entry) ? <Trickle id={id} /> : null}
                        <MainButton id={id} entry={entry} />
                    </div>
                </>
            )}
        </article>
    );
});
