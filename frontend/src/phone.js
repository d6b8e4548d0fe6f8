// SPDX-License-Identifier: Apache-2.0
// The phone pages work without it; this adds the offline page, closing menus, and what files were chosen.
import "./phone.css";
import "./icons.svg?url"; // only to have their hashed names in the manifest
import "./mark.svg?url";
import { drops } from "./drops.js";
import { menus } from "./menus.js";
import { offline } from "./offline.js";
import { secrets } from "./secrets.js";
import { toasts } from "./toasts.js";

drops();
menus();
offline();
secrets();
toasts();
