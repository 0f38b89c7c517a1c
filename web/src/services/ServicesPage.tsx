import { useRef } from "react";
import { Button } from "../controls/Button";
import { haveEqualElements, useSelection } from "../patch/useDocument";
import { UploadCard } from "../sideload/UploadCard";
import { uploadPackages, uploads, type Upload } from "../sideload/uploads";
import { useStore } from "../session/Store";
import { messages } from "../text/messages";
import { EmptyServices } from "./EmptyServices";
import { packagesByTitle } from "./package";
import { ServiceCard } from "./ServiceCard";

/** Home: a card for each service. */
export function ServicesPage() {
    const ids = useSelection(["packageData"], packagesByTitle, haveEqualElements) ?? [];
    const isShown = (upload: Upload) => upload.packageId === undefined || upload.problem !== undefined;
    const waiting = useStore(uploads).filter(isShown);
    const input = useRef<HTMLInputElement>(null);
    const isEmpty = ids.length === 0 && waiting.length === 0;
    const choose = () => input.current?.click();

    return (
        <div className="page">
            <header className="page-header">
                <h1>{messages.services.title}</h1>
                {isEmpty ? null : <Button icon="plus" onClick={choose}>{messages.services.add}</Button>}
            </header>
            <input ref={input} className="unseen" type="file" accept=".s9pk" multiple tabIndex={-1}
                aria-label={messages.services.add} data-testid="sideload-input"
                onChange={(event) => {
                    uploadPackages([...(event.currentTarget.files ?? [])]);
                    event.currentTarget.value = "";
                }} />
            {isEmpty ? <EmptyServices choose={choose} /> : null}
            <ul className="cards">
                {waiting.map((upload) => <li key={`upload-${upload.id}`}><UploadCard upload={upload} /></li>)}
                {ids.map((id) => <li key={id}><ServiceCard id={id} /></li>)}
            </ul>
        </div>
    );
}
