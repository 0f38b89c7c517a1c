import { useStore } from "../session/Store";
import { chooseTheme, theme, themes } from "../shell/theme";
import { messages } from "../text/messages";

export function ThemeSwitch() {
    const current = useStore(theme);
    return (
        <div className="segments" role="radiogroup" aria-label={messages.system.appearance}>
            {themes.map((candidate) => (
                <label key={candidate}>
                    <input type="radio" name="theme" checked={candidate === current}
                        onChange={() => chooseTheme(candidate)} data-testid={`theme-${candidate}`} />
                    <span>{messages.system.theme[candidate]}</span>
                </label>
            ))}
        </div>
    );
}
