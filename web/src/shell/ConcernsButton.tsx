import { Dialog, closeDialog, showDialog } from "../controls/Dialog";
import { ToneIcon } from "../controls/StatusBadge";
import { icons } from "../icons";
import { useSelection } from "../patch/useDocument";
import { concernsOf, haveSameConcerns } from "../services/concerns";
import { messages } from "../text/messages";
import { address } from "./route";

/** The bell: how many things are wrong or wait for the person, and the list of them. */
export function ConcernsButton() {
    const number = useSelection(["packageData"], (document) => concernsOf(document).length) ?? 0;
    return (
        <button type="button" className="bell" aria-label={messages.concerns.button({ number })}
            title={messages.concerns.title} data-testid="concerns" onClick={() => showDialog(<ConcernsDialog />)}>
            {icons.bell}
            {number === 0 ? null : <span className="bell-count" aria-hidden="true">{number}</span>}
        </button>
    );
}

export function ConcernsDialog() {
    const concerns = useSelection(["packageData"], concernsOf, haveSameConcerns) ?? [];
    return (
        <Dialog title={messages.concerns.title}>
            {concerns.length === 0 ? (
                <p className="waiting"><ToneIcon tone="good" />{messages.concerns.none}</p>
            ) : (
                <ul className="concerns">
                    {concerns.map((concern) => (
                        <li key={concern.key}>
                            <a className="concern" href={address.service(concern.packageId)} onClick={closeDialog}>
                                <ToneIcon tone={concern.tone} />
                                <span className="concern-words">
                                    <strong>{concern.title}</strong>
                                    <span className="muted">{concern.text}</span>
                                </span>
                                {icons.forward}
                            </a>
                        </li>
                    ))}
                </ul>
            )}
        </Dialog>
    );
}
