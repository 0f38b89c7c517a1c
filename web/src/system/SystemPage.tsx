import { Fragment } from "react";
import { CopyButton } from "../controls/CopyButton";
import { Button } from "../controls/Button";
import { useOperation } from "../controls/useOperation";
import { icons } from "../icons";
import { useDocument } from "../patch/useDocument";
import { Fact } from "../service/AboutSection";
import { Section } from "../service/Section";
import { messages } from "../text/messages";
import { PasswordSection } from "./ChangePassword";
import { logOut } from "./logOut";
import { ServerLogs } from "./ServerLogs";
import { Sessions } from "./Sessions";
import { ThemeSwitch } from "./ThemeSwitch";

export function SystemPage() {
    const leaving = useOperation();
    return (
        <div className="page narrow">
            <header className="page-header">
                <h1>{messages.system.title}</h1>
                <Button icon="leave" testId="log-out" pending={leaving.isPending && messages.system.loggingOut}
                    onClick={() => void leaving.run(logOut)}>
                    {messages.system.logOut}
                </Button>
            </header>
            <ThisServer />
            <Trust />
            <Section title={messages.system.appearance}><ThemeSwitch /></Section>
            <PasswordSection />
            <Sessions />
            <ServerLogs />
        </div>
    );
}

function ThisServer() {
    const name = useDocument("serverInfo", "name");
    const hostname = useDocument("serverInfo", "hostname");
    const version = useDocument("serverInfo", "version");
    const localName = `${hostname ?? ""}.local`;
    return (
        <Section title={messages.system.server}>
            <dl className="facts panel">
                <Fact name={messages.system.name}>{name}</Fact>
                <Fact name={messages.system.address}><code>{localName}</code><CopyButton text={localName} /></Fact>
                <Fact name={messages.system.version}>{version}</Fact>
            </dl>
        </Section>
    );
}

function Trust() {
    const fingerprint = useDocument("serverInfo", "caFingerprint");
    return (
        <Section title={messages.system.trust}>
            <div className="panel trust">
                <p>{messages.system.trustText}</p>
                <a className="button plain" href="/static/local-root-ca.crt" download>
                    {icons.download}<span>{messages.system.trustDownload}</span>
                </a>
                {fingerprint ? (
                    <dl className="facts">
                        <Fact name={messages.system.fingerprint}>
                            <Fingerprint text={fingerprint} />
                            <CopyButton text={fingerprint} />
                        </Fact>
                    </dl>
                ) : null}
            </div>
        </Section>
    );
}

/** In pairs that stay whole where the line ends. */
function Fingerprint({ text }: { text: string }) {
    return (
        <code className="fingerprint pairs">
            {text.split(":").map((pair, index) => (
                <Fragment key={index}>{index === 0 ? null : <>:<wbr /></>}{pair}</Fragment>
            ))}
        </code>
    );
}
