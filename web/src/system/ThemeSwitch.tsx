import { Segments } from "../controls/Segments";
import { useStore } from "../session/Store";
import { chooseTheme, theme, themes } from "../shell/theme";
import { messages } from "../text/messages";

export function ThemeSwitch() {
    const options = themes.map((value) => ({ value, label: messages.system.theme[value], testId: `theme-${value}` }));
    return (
        <Segments label={messages.system.appearance} name="theme" value={useStore(theme)} options={options}
            change={chooseTheme} />
    );
}
