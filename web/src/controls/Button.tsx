import type { ButtonHTMLAttributes, ReactNode } from "react";
import { icons, type IconName } from "../icons";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
    kind?: "primary" | "plain" | "danger" | "quiet";
    icon?: IconName;
    /** Set while the work this button began goes on: these words replace the label. */
    pending?: string | false | undefined;
    testId?: string | undefined;
    children: ReactNode;
}

export function Button({ kind = "plain", icon, pending, testId, children, className, disabled, ...rest }: ButtonProps) {
    const isPending = typeof pending === "string";
    return (
        <button type="button" {...rest} className={`button ${kind} ${className ?? ""}`} data-testid={testId}
            disabled={disabled === true || isPending} aria-busy={isPending || undefined}>
            {isPending ? icons.busy : icon === undefined ? null : icons[icon]}
            <span>{isPending ? pending : children}</span>
        </button>
    );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
    icon: IconName;
    /** The name for screen readers and the tooltip. */
    label: string;
}

export function IconButton({ icon, label, className, ...rest }: IconButtonProps) {
    return (
        <button type="button" {...rest} className={`icon-button ${className ?? ""}`} aria-label={label} title={label}>
            {icons[icon]}
        </button>
    );
}

interface LinkButtonProps {
    href: string;
    icon?: IconName;
    kind?: "primary" | "plain" | "quiet";
    label?: string | undefined;
    testId?: string;
    children: ReactNode;
}

/** A link to something outside of this page that looks like a button. */
export function LinkButton({ href, icon = "open", kind = "plain", label, testId, children }: LinkButtonProps) {
    return (
        <a className={`button ${kind}`} href={href} target="_blank" rel="noopener noreferrer" data-testid={testId}
            aria-label={label}>
            {icons[icon]}
            <span>{children}</span>
        </a>
    );
}
