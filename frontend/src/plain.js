// SPDX-License-Identifier: Apache-2.0
// Login and errors work without a script; this only lets one look at the password that one typed, and asks security keys.
import "./plain.css";
import "./icons.svg?url";
import "./mark.svg?url";
import { secrets } from "./secrets.js";
import { webauthn } from "./webauthn.js";

secrets();
webauthn();
