import { useEffect } from "react";
import { session } from "../application";
import { DialogHost, closeDialog } from "../controls/Dialog";
import { Notices } from "../controls/Notices";
import { icons } from "../icons";
import { EntryPage } from "../session/EntryPage";
import { LoginPage } from "../session/LoginPage";
import type { Phase } from "../session/Session";
import { SetupPage } from "../session/SetupPage";
import { useStore } from "../session/Store";
import { messages } from "../text/messages";
import { Shell } from "./Shell";

export function App() {
    const { phase } = useStore(session);
    useEffect(() => {
        if (phase !== "signed-in") closeDialog();
    }, [phase]);
    return (
        <>
            <CurrentPage phase={phase} />
            {phase === "signed-in" ? <DialogHost /> : null}
            <Notices />
        </>
    );
}

function CurrentPage({ phase }: { phase: Phase }) {
    switch (phase) {
        case "connecting":
            return <WaitingPage title={messages.connection.lookingTitle} text={messages.connection.looking} />;
        case "starting":
            return <WaitingPage title={messages.connection.startingTitle} text={messages.connection.starting} />;
        case "setup":
            return <SetupPage />;
        case "signed-out":
            return <LoginPage />;
        case "signed-in":
            return <Shell />;
    }
}

function WaitingPage({ title, text }: { title: string; text: string }) {
    return (
        <EntryPage title={title}>
            <p className="entry-text delayed" role="status">
                <span className="tone busy">{icons.busy}</span>
                {text}
            </p>
        </EntryPage>
    );
}
