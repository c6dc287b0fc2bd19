// What a page is made of: that messages are made of what messages may have, and that nothing of them is
// anywhere else.

import type { Page } from "@playwright/test";
import { ELEMENTS } from "../fixtures/corpus.ts";

/** What is wrong with the messages on a page, in words; nothing, if nothing is. */
export function messageFaults(page: Page): Promise<string[]> {
  return page.evaluate((elements) => {
    const faults: string[] = [];
    const fault = (what: string, where: Element) =>
      faults.push(`${what} in ${JSON.stringify(where.outerHTML.slice(0, 400))}`);

    // The texts: elements and attributes of the documented list, and addresses that lead somewhere.
    for (const body of document.querySelectorAll(".body")) {
      if (!body.closest("article, .versions li")) fault("a text outside of messages", body);
      if (!["isolate", "plaintext"].includes(getComputedStyle(body).unicodeBidi)) fault("a direction", body);
      for (const one of body.querySelectorAll("*")) {
        if (one.matches("small.edited") && one === body.lastElementChild) continue;
        const attributes = elements[one.localName];
        const isHtml = one.namespaceURI === "http://www.w3.org/1999/xhtml";
        if (!attributes || !isHtml) {
          fault(`<${one.localName}>`, body);
          continue;
        }
        for (const { name, value } of one.attributes) {
          if (!attributes.includes(name)) fault(`<${one.localName} ${name}>`, body);
          const url = name === "href" || name === "src" ? new URL(value, location.href) : undefined;
          const isOurs = url?.origin === location.origin;
          if (url && !isOurs && (name === "src" || !["https:", "http:", "mailto:"].includes(url.protocol))) {
            fault(`${name} leads to ${url.protocol}`, body);
          }
          if (url && isOurs && !/^\/(?!\/)/.test(value)) fault(`${name}="${value}" is no path`, body);
        }
      }
    }

    // What a message is made of, and the list of them.
    const only = (parent: Element, allowed: string) => {
      for (const child of parent.children) {
        if (!child.matches(allowed)) fault(`<${child.localName} class="${child.className}">`, parent);
      }
    };
    for (const rows of document.querySelectorAll(".log-rows")) only(rows, "article.msg, .day, .start, .older");
    for (const message of document.querySelectorAll("article")) {
      only(message, ".avatar, header, .in-reply, .body, .folded, .extras, .tools, .send-state, small.edited");
      for (const header of message.querySelectorAll(":scope > header")) only(header, ".who, time, .tag");
      for (const text of message.querySelectorAll(".who, time, .quote b, .quote span, .quote i")) only(text, "time");
      for (const line of message.querySelectorAll(".in-reply")) only(line, "a.quote");
      for (const quote of message.querySelectorAll(".quote")) only(quote, "b, span, i");
    }

    // Where it is on the screen.
    const isClipped = (one: Element, message: Element) => {
      for (let around = one.parentElement!; around !== message; around = around.parentElement!) {
        if (getComputedStyle(around).overflowX !== "visible") return true;
      }
      return false;
    };
    for (const message of document.querySelectorAll("article")) {
      const frame = message.getBoundingClientRect();
      for (const one of message.querySelectorAll(".body, .body *, .quote *")) {
        const place = one.getBoundingClientRect();
        if (place.width === 0 || isClipped(one, message)) continue;
        const isOutside = place.left < frame.left - 1 || place.right > frame.right + 1;
        // Letters of other fonts may be taller than their line.
        if (isOutside || place.top < frame.top - 24 || place.bottom > frame.bottom + 24) {
          fault(`<${one.localName}> is drawn outside`, message);
        }
      }
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth - clientWidth} pixels too wide`);
    return faults;
  }, ELEMENTS);
}

/** The elements and the names of their attributes of all that is no message. */
export function outline(page: Page): Promise<string> {
  return page.evaluate(() => {
    // What comes and goes by itself.
    const left = "article, .log-rows, #announcements, .jump-new";
    const of = (element: Element): string => {
      if (element.matches(left)) return "";
      const names = [...element.attributes].map(({ name }) => name).sort();
      const children = [...element.children].map(of).join("");
      return `<${[element.localName, ...names].join(" ")}>${children}</>`;
    };
    return of(document.body) + [...document.head.children].map((one) => one.localName).sort().join(" ");
  });
}
