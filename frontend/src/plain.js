// SPDX-License-Identifier: Apache-2.0
// Login and errors need no script; the sheet of icons and the style come with it.
import "./plain.css";
import "./icons.svg?url";
import "./mark.svg?url";
