import { Component, type ReactNode } from "react";
import { Button } from "../controls/Button";
import { TechnicalDetails } from "../controls/Notices";
import { EntryPage } from "../session/EntryPage";
import { messages } from "../text/messages";

/** A defect of this page is said in words instead of leaving it blank. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
    override state = { error: undefined as unknown };

    static getDerivedStateFromError(error: unknown) {
        return { error: error ?? "" };
    }

    override render(): ReactNode {
        if (this.state.error === undefined) return this.props.children;
        return (
            <EntryPage title={messages.errors.crashTitle}>
                <p className="entry-text">{messages.errors.crash}</p>
                <TechnicalDetails text={String(this.state.error)} />
                <Button kind="primary" className="wide" onClick={() => location.reload()}>
                    {messages.errors.reload}
                </Button>
            </EntryPage>
        );
    }
}
