// SPDX-License-Identifier: Apache-2.0
// The workbench. Every page works without it; this adds keys, drafts, ticks, freshness and dropped files.
import "htmx.org/dist/htmx.esm.js";
import "./workbench.css";
import "./icons.svg?url"; // only to have their hashed names in the manifest
import "./mark.svg?url";
import { copying } from "./copying.js";
import { drafts } from "./drafts.js";
import { drops } from "./drops.js";
import { idle } from "./idle.js";
import { keyboard } from "./keyboard.js";
import { menus } from "./menus.js";
import { picking } from "./picking.js";
import { polling } from "./polling.js";
import { secrets } from "./secrets.js";
import { ticks } from "./ticks.js";
import { webauthn } from "./webauthn.js";
import { toasts } from "./toasts.js";

keyboard();
copying();
idle();
menus();
drafts();
ticks();
drops();
picking();
polling();
secrets();
toasts();
webauthn();
