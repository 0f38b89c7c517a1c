/** Every sentence of the page. A translation is another object of this type; no sentence is put together elsewhere. */
import { english } from "./english";

export type Messages = typeof english;

export const locale = "en-US";

export const messages: Messages = english;
