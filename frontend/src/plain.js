// SPDX-License-Identifier: Apache-2.0
// Login and errors work without a script; this only lets one look at the password that one typed.
import "./plain.css";
import "./icons.svg?url";
import "./mark.svg?url";
import { secrets } from "./secrets.js";

secrets();
