// SPDX-License-Identifier: Apache-2.0
// Makes src/icons.svg, one sheet of symbols, from the icons that icons.txt names, one of Tabler's names a line.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
const symbol = (name) => {
  const svg = readFileSync(new URL(`node_modules/@tabler/icons/icons/outline/${name}.svg`, here), "utf8");
  const shapes = svg.match(/<(path|circle|line|rect|polyline)\b[^>]*>/g).filter((shape) => !shape.includes('fill="none"'));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("")}</symbol>`;
};
const names = readFileSync(new URL("icons.txt", here), "utf8").trim().split("\n");
writeFileSync(
  new URL("src/icons.svg", here),
  `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons, MIT -->${names.map(symbol).join("")}</svg>\n`,
);
