import "./style/tokens.css";
import "./style/base.css";
import "./style/controls.css";
import "./style/dialog.css";
import "./style/shell.css";
import "./style/services.css";
import "./style/service.css";
import "./style/logs.css";
import { createRoot } from "react-dom/client";
import { session, usage } from "./application";
import { App } from "./shell/App";
import { ErrorBoundary } from "./shell/ErrorBoundary";
import { applyTheme } from "./shell/theme";
import { locale } from "./text/messages";

applyTheme();
document.documentElement.lang = locale;
void session.run();
usage.pauseWhileHidden();

const root = document.getElementById("root");
if (root !== null) {
    createRoot(root).render(
        <ErrorBoundary>
            <App />
        </ErrorBoundary>,
    );
}
