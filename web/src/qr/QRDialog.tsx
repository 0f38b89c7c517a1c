import { Dialog } from "../controls/Dialog";
import { messages } from "../text/messages";
import { QRCode } from "./QRCode";

export function QRDialog({ text }: { text: string }) {
    return (
        <Dialog title={messages.qr.title} className="qr-dialog">
            <QRCode text={text} label={messages.qr.picture({ text })} />
            <p className="qr-text">{text}</p>
        </Dialog>
    );
}
