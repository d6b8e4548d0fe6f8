// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/dist/",
  build: {
    outDir: "../src/mingcha/web/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json", // django-vite finds the hashed names in it
    assetsInlineLimit: 0, // a data: address would break the content security policy
    modulePreload: { polyfill: false }, // so would its inline script
    target: ["chrome88", "firefox78", "safari14"], // office PCs keep their browser for years; below, :is() would be rewritten with another weight
    rolldownOptions: { input: ["src/workbench.js", "src/plain.js", "src/phone.js", "src/portal.js", "src/procedure.js", "src/dark.css"] },
  },
});
