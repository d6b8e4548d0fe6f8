// SPDX-License-Identifier: Apache-2.0
// Draws a procedure with bpmn-js, read-only: swim lanes, seals of monitor points, returns in amber (look/06). Its watermark stays.
// The board scrolls at its own size, so words can be read; nothing is taken from the wheel of the page.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "diagram-js/assets/diagram-js.css";
import "./procedure.css";

const INK = { defaultFillColor: "var(--surface)", defaultStrokeColor: "var(--text-3)", defaultLabelColor: "var(--text)" };
const FULL = document.documentElement.dataset.size === "large" ? 1.5 : 1; // words of 18 px in 长辈版
const MOST = 640 * FULL; // px: a higher drawing scrolls

function label(text, kind) {
  const made = document.createElement("span");
  made.className = kind;
  made.textContent = text;
  return made;
}

function seals(given) {
  const made = document.createElement("span");
  made.className = "seals";
  for (const { seal, name } of given) {
    const one = label(seal, "stamp");
    one.title = name;
    made.append(one);
  }
  return made;
}

function dress(viewer, given) {
  const canvas = viewer.get("canvas");
  const overlays = viewer.get("overlays");
  for (const [id, name] of Object.entries(given.lanes)) {
    const html = label(name, "lane-name");
    overlays.add(id, { position: { top: 0, left: 0 }, html, scale: true });
  }
  for (const [id, kinds] of Object.entries(given.seals))
    overlays.add(id, { position: { bottom: 8, right: kinds.length * 17 - 3 }, html: seals(kinds), scale: true });
  for (const [id, words] of Object.entries(given.notes ?? {}))
    overlays.add(id, { position: { top: -11, left: 6 }, html: label(words, "note"), scale: true });
  for (const id of given.returns) canvas.addMarker(id, "return");
  if (given.chosen) canvas.addMarker(given.chosen, "chosen");
  for (const id of Object.keys(given.links)) canvas.addMarker(id, "leads");
  viewer.get("eventBus").on("element.click", ({ element }) => {
    if (given.links[element.id]) location.assign(given.links[element.id]);
  });
}

/** The watermark stays in sight however the board is scrolled: its licence wants it so. */
function keepMark(board, box) {
  const mark = box.querySelector(".bjs-powered-by");
  const hidden = box.offsetWidth - board.clientWidth - board.scrollLeft;
  const below = box.offsetHeight - board.clientHeight - board.scrollTop;
  mark.style.right = `${Math.max(0, hidden) + 12}px`;
  mark.style.bottom = `${Math.max(0, below) + 8}px`;
}

function size(viewer, board, box, fit) {
  const canvas = viewer.get("canvas");
  const { width, height } = canvas.viewbox().inner;
  const scale = fit ? Math.min(FULL, (board.clientWidth - 8) / width) : FULL;
  box.style.width = `${Math.max(board.clientWidth, width * scale + 8)}px`;
  box.style.height = `${Math.max(180, height * scale + 40)}px`; // room for the watermark below
  board.style.maxHeight = `${MOST}px`;
  canvas.resized();
  const { inner } = canvas.viewbox();
  keepMark(board, box);
  canvas.viewbox({ x: inner.x - 4 / scale, y: inner.y - 4 / scale, width: box.clientWidth / scale, height: box.clientHeight / scale });
}

async function draw(card) {
  const given = JSON.parse(card.querySelector("#drawing").textContent);
  const board = card.querySelector(".board");
  const box = card.querySelector(".canvas");
  const { fontFamily } = getComputedStyle(document.body); // words are measured with it before they are drawn
  card.hidden = false;
  const viewer = new NavigatedViewer({
    container: box,
    bpmnRenderer: INK,
    textRenderer: { defaultStyle: { fontFamily, fontSize: 12 }, externalStyle: { fontFamily, fontSize: 12 } },
    zoomScroll: { enabled: false },
  });
  try {
    await viewer.importXML(given.xml);
  } catch {
    card.hidden = true; // the list beside it says the same
    return;
  }
  dress(viewer, given);
  size(viewer, board, box, false);
  board.addEventListener("scroll", () => keepMark(board, box));
  card.addEventListener("click", ({ target }) => {
    const zoom = target.closest?.("[data-zoom]");
    if (zoom) size(viewer, board, box, zoom.dataset.zoom === "fit");
  });
  card.dataset.drawn = "";
}

for (const card of document.querySelectorAll("[data-drawing]")) draw(card);
