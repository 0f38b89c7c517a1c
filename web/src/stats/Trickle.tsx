import { formatBytes, formatLoad } from "../text/format";
import { messages } from "../text/messages";
import { Sparkline } from "./Sparkline";
import { useUsage } from "./useUsage";

/** On a card: processor and memory as two small curves with their present values. */
export function Trickle({ id }: { id: string }) {
    const usage = useUsage(id);
    if (usage === undefined) return null;
    const { latest, history } = usage;
    return (
        <dl className="trickle" data-testid={`trickle-${id}`}>
            <div>
                <dt>{messages.usage.cpu}</dt>
                <dd>
                    {formatLoad(latest.cpu_percent)}
                    <Sparkline values={history.map(({ cpu }) => cpu)} atLeast={10} />
                </dd>
            </div>
            <div>
                <dt>{messages.usage.memory}</dt>
                <dd>
                    {formatBytes(latest.memory_bytes)}
                    <Sparkline values={history.map(({ memory }) => memory)} atLeast={1_000_000} />
                </dd>
            </div>
        </dl>
    );
}
