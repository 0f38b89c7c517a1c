import { messages } from "../text/messages";
import { address } from "./route";

interface NotFoundPageProps {
    title?: string;
    text?: string;
}

export function NotFoundPage({ title = messages.notFound.title, text = messages.notFound.text }: NotFoundPageProps) {
    return (
        <div className="page narrow">
            <h1>{title}</h1>
            <p className="muted">{text}</p>
            <p><a href={address.services}>{messages.services.backToServices}</a></p>
        </div>
    );
}
