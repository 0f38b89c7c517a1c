import { useState } from "react";

interface PackageIconProps {
    /** A data URL. */
    source: string | null | undefined;
    title: string;
    size?: "small" | "medium" | "large";
}

/** A package's icon, or its first letter when none can be shown. Decorative: the title stands beside it. */
export function PackageIcon({ source, title, size = "medium" }: PackageIconProps) {
    const [broken, setBroken] = useState<string | null>();
    if (source === null || source === undefined || !source.startsWith("data:image/") || broken === source) {
        const letter = title.slice(0, 1).toUpperCase();
        return <span className={`package-icon ${size} letter`} aria-hidden="true">{letter}</span>;
    }
    return (
        <img className={`package-icon ${size}`} src={source} alt="" draggable={false} decoding="async"
            onError={() => setBroken(source)} />
    );
}
