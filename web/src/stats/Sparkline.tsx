import { curveThrough } from "./curve";

interface SparklineProps {
    values: readonly number[];
    /** The curve fills the height only when a value is at least this high. */
    atLeast: number;
}

/** A curve without axes. The number that it led to stands beside it, so it is only drawn, not read out. */
export function Sparkline({ values, atLeast }: SparklineProps) {
    const line = curveThrough(values, atLeast);
    return (
        <svg className="sparkline" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true" focusable="false">
            <polygon points={`0,24 ${line} 100,24`} />
            <polyline points={line} vectorEffect="non-scaling-stroke" />
        </svg>
    );
}
