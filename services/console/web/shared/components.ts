import "@siemens/ix/dist/siemens-ix/siemens-ix-core.css";
import "@siemens/ix/dist/siemens-ix/theme/classic-dark.css";
import "@siemens/ix/dist/siemens-ix/theme/classic-light.css";
import { defineCustomElement as application } from "@siemens/ix/components/ix-application.js";
import { defineCustomElement as header } from "@siemens/ix/components/ix-application-header.js";
import { defineCustomElement as button } from "@siemens/ix/components/ix-button.js";
import { defineCustomElement as emptyState } from "@siemens/ix/components/ix-empty-state.js";
import { defineCustomElement as iconButton } from "@siemens/ix/components/ix-icon-button.js";
import { defineCustomElement as input } from "@siemens/ix/components/ix-input.js";
import { defineCustomElement as messageBar } from "@siemens/ix/components/ix-message-bar.js";
import { defineCustomElement as pill } from "@siemens/ix/components/ix-pill.js";
import { defineCustomElement as spinner } from "@siemens/ix/components/ix-spinner.js";
import { defineCustomElement as toggleButton } from "@siemens/ix/components/ix-toggle-button.js";
import { defineCustomElement as icon } from "@siemens/ix-icons/components/ix-icon.js";

/** Registers the web components that the page uses, and only those: the bundle holds no others. */
export function defineComponents(): void {
  for (const define of [
    application,
    header,
    button,
    emptyState,
    iconButton,
    input,
    messageBar,
    pill,
    spinner,
    toggleButton,
    icon,
  ])
    define();
}
