import { TechnicalDetails, type ErrorDescription } from "./Notices";
import { ToneIcon } from "./StatusBadge";

/** An error inside a dialog, where a notice at the edge of the page would be out of reach. */
export function ErrorMessage({ error }: { error: ErrorDescription | undefined }) {
    if (error === undefined) return null;
    return (
        <div className="warning bad" role="alert">
            <ToneIcon tone="bad" />
            <div>
                <p>{error.text}</p>
                <TechnicalDetails text={error.technical} />
            </div>
        </div>
    );
}
