# SPDX-License-Identifier: Apache-2.0
"""What a browser measures: letters, lines, targets, widths (security.md K3, K4, K6, K7)."""

from __future__ import annotations

from playwright.sync_api import Page

CITIZENS = (
    "/portal/",
    "/portal/items/",
    "/portal/organs/",
    "/portal/certificate/?number=x",
    "/portal/offline/",
    "/phone/offline/",
    "/styleguide/phone/",
    "/styleguide/portal/",
)
"""Pages of citizens; the item's own is found from the list."""
_SHOWN = """
const shown = (element) => {
  if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
  if (element.closest(".said, .skip, [aria-hidden=true]")) return false;
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0;
};
const name = (element) => {
  const words = (element.innerText ?? element.getAttribute("aria-label") ?? "").trim().slice(0, 30);
  return `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} “${words}”`;
};
"""
_LETTERS = (
    "(least) => {"
    + _SHOWN
    + """
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(element.tagName) || !shown(element)) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    if (size < least) found.add(`${name(element)} letters of ${size}`);
    const line = parseFloat(style.lineHeight);
    if (least >= 18 && !element.closest("svg, i") && line / size < 1.299) found.add(`${name(element)} lines of ${line} for ${size}`);
  }
  return [...found].slice(0, 40);
}"""
)
_TARGETS = (
    "(least) => {"
    + _SHOWN
    + """
  const pressed = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  const all = [...document.querySelectorAll(pressed)].filter(shown);
  const sentence = (element) => {
    const block = element.closest("p, li, dd, td, blockquote, figcaption, label");
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline" || !block) return false;
    return block.innerText.trim().length > element.innerText.trim().length + 1;
  };
  const box = (element) => {
    const own = element.getBoundingClientRect();
    const labelled = element.matches("input[type=checkbox], input[type=radio], input[type=file]");
    const label = labelled && (element.closest("label") ?? document.querySelector(`label[for="${element.id}"]`));
    if (!label) return own;
    const around = label.getBoundingClientRect(); // its label is part of the target
    const width = Math.max(own.right, around.right) - Math.min(own.left, around.left);
    return {width, height: Math.max(own.bottom, around.bottom) - Math.min(own.top, around.top)};
  };
  const apart = (element) => {
    const mine = element.getBoundingClientRect();
    const [x, y] = [mine.left + mine.width / 2, mine.top + mine.height / 2];
    return all.every((other) => {
      if (other === element || other.contains(element) || element.contains(other)) return true;
      const at = other.getBoundingClientRect();
      const dx = Math.max(at.left - x, 0, x - at.right), dy = Math.max(at.top - y, 0, y - at.bottom);
      return Math.hypot(dx, dy) >= 12;
    });
  };
  return all
    .filter((element) => !sentence(element))
    .map((element) => [element, box(element)])
    .filter(([element, at]) => (at.width < least - 0.5 || at.height < least - 0.5) && !(least <= 24 && apart(element)))
    .map(([element, at]) => `${name(element)} is ${Math.round(at.width)} x ${Math.round(at.height)}`)
    .filter((line, place, lines) => lines.indexOf(line) === place)
    .slice(0, 40);
}"""
)
_SIGNALS = (
    "() => {"
    + _SHOWN
    + """
  const whole = (shape) => shape.ownerSVGElement.closest(".lanes") ?? shape.ownerSVGElement;
  const marks = [...document.querySelectorAll("svg .shape")].map(whole);
  return [...new Set(marks)]
    .filter((mark) => !(mark.getAttribute("aria-label") || mark.parentElement.textContent.trim()))
    .map((mark) => mark.parentElement.outerHTML.slice(0, 200));
}"""
)


def small_letters(page: Page, least: int) -> list[str]:
    """Texts smaller than ``least``; from 18 on also lines closer than 1.3."""
    found: list[str] = page.evaluate(_LETTERS, least)
    return found


def small_targets(page: Page, least: int) -> list[str]:
    """What is pressed and smaller than ``least``. Links in a sentence are excepted (WCAG 2.5.8), and up to 24 what stands apart."""
    found: list[str] = page.evaluate(_TARGETS, least)
    return found


def sideways(page: Page) -> list[int]:
    """How many pixels the page can be scrolled to the side; nothing for not at all."""
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [over] if over > 0 else []


def wordless_signals(page: Page) -> list[str]:
    """Marks of a level without a word beside them."""
    found: list[str] = page.evaluate(_SIGNALS)
    return found
