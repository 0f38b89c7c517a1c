import { useRef } from "react";
import { Button, IconButton } from "../controls/Button";
import { TechnicalDetails } from "../controls/Notices";
import { PackageIcon } from "../controls/PackageIcon";
import { ProgressBar } from "../controls/ProgressBar";
import { ToneIcon } from "../controls/StatusBadge";
import { SpeedEstimate } from "../services/progress";
import { formatBytes, formatDuration } from "../text/format";
import { messages } from "../text/messages";
import { cancelUpload, tryAgain, type Upload } from "./uploads";

/** A package before the server knows what is in it. */
export function UploadCard({ upload }: { upload: Upload }) {
    const { fileName, problem } = upload;
    if (problem === undefined) return <Sending upload={upload} />;
    return (
        <article className="card failed" data-testid="upload-failed">
            <div className="card-head">
                <ToneIcon tone="bad" />
                <div className="card-words">
                    <h2>{messages.install.failed({ file: fileName })}</h2>
                </div>
                <IconButton icon="close" label={messages.dismiss} onClick={() => cancelUpload(upload.id)} />
            </div>
            <p role="alert">{problem.text}</p>
            <TechnicalDetails text={problem.technical} />
            {upload.canTryAgain ? (
                <div className="card-foot">
                    <Button icon="restart" onClick={() => tryAgain(upload.id)}>{messages.tryAgain}</Button>
                </div>
            ) : null}
        </article>
    );
}

function Sending({ upload: { id, fileName, phase, sent, size } }: { upload: Upload }) {
    const speed = useRef(new SpeedEstimate());
    const left = speed.current.secondsLeft({ done: sent, total: size, units: "bytes" }, Date.now());
    const rate = speed.current.perSecond;
    const amount = messages.install.amount({ done: formatBytes(sent), total: formatBytes(size) });
    const words = { waiting: messages.install.queued, sending: amount, sent: messages.install.uploaded }[phase];
    return (
        <article className="card" data-testid="upload">
            <div className="card-head">
                <PackageIcon source={null} title={fileName} />
                <div className="card-words">
                    <h2>{fileName}</h2>
                    <span className="tone busy status">
                        <ToneIcon tone="busy" />
                        {phase === "waiting" ? messages.install.waiting : messages.install.uploading}
                    </span>
                </div>
            </div>
            <div className="install">
                <ProgressBar fraction={phase === "sent" ? undefined : sent / Math.max(size, 1)}
                    label={messages.install.progressOf({ title: fileName })} />
                <div className="card-foot">
                    <div className="install-words">
                        <span className="numbers">{words}</span>
                        {phase !== "sending" || rate === undefined || left === undefined ? null : (
                            <span className="phase-detail">
                                <span>{messages.install.rate({ amount: formatBytes(rate) })}</span>
                                <span>{messages.install.left({ duration: formatDuration(left) })}</span>
                            </span>
                        )}
                    </div>
                    <Button aria-label={messages.install.cancelName({ title: fileName })}
                        onClick={() => cancelUpload(id)}>
                        {messages.install.cancel}
                    </Button>
                </div>
            </div>
        </article>
    );
}
