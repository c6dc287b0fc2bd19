// The room's page as a person uses it.

import { expect, type Locator, type Page } from "@playwright/test";

export class RoomPage {
  readonly log: Locator;
  readonly messages: Locator;
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly connection: Locator;
  readonly jumpToNew: Locator;
  readonly older: Locator;
  readonly nameField: Locator;

  constructor(readonly page: Page) {
    this.log = page.getByRole("log", { name: "Messages" });
    this.messages = this.log.locator("article.msg");
    this.composer = page.getByRole("textbox", { name: /^Message / });
    this.sendButton = page.getByRole("button", { name: "Send", exact: true });
    this.connection = page.locator("#connection");
    this.jumpToNew = page.locator("button.jump-new");
    this.nameField = page.locator("#name-form").getByRole("textbox");
    this.older = page.getByRole("link", { name: "Older messages" });
  }

  /** Opens the page and waits until it is live and connected. */
  async open(): Promise<this> {
    await this.page.goto("/");
    await this.becomesLive();
    return this;
  }

  async becomesLive(): Promise<void> {
    await expect(this.page.locator("html")).toHaveAttribute("data-live", "yes");
    await this.isOnline();
  }

  /** Holds the WASM back until the returned function is called: the page as it is before it is live. */
  async holdBackWasm(): Promise<() => void> {
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    await this.page.route("**/*.wasm", async (route) => {
      await released;
      await route.continue();
    });
    return release;
  }

  async isOnline(): Promise<void> {
    await expect(this.connection).toHaveAttribute("data-state", "online");
  }

  /** The messages whose whole text is this. */
  message(text: string): Locator {
    return this.messages.filter({ has: this.page.locator(".body").getByText(text, { exact: true }) });
  }

  /** Writes and sends, by Enter or, on a touch screen, by the button. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    if (await this.isTouch()) await this.sendButton.tap();
    else await this.composer.press("Enter");
    await expect(this.composer).toHaveValue("");
  }

  /** Enter of a keyboard on the screen: browsers give no place of the key on it. */
  async pressScreenEnter(): Promise<void> {
    const cdp = await this.page.context().newCDPSession(this.page);
    await this.composer.focus();
    const key = { key: "Enter", code: "", windowsVirtualKeyCode: 13 };
    await cdp.send("Input.dispatchKeyEvent", { type: "keyDown", text: "\r", ...key });
    await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
    await cdp.detach();
  }

  /** Waits until the message stands in the log once, stored. */
  async shows(text: string): Promise<void> {
    await expect(this.message(text)).toHaveCount(1);
    await expect(this.message(text)).toHaveAttribute("id", /^m-\d+$/);
  }

  /** The texts of all messages in the log, in order. */
  async texts(): Promise<string[]> {
    return this.messages.locator(".body").allInnerTexts();
  }

  isTouch(): Promise<boolean> {
    return this.page.evaluate(() => matchMedia("(pointer: coarse)").matches);
  }

  /** Shows the sidebar, which is a page of its own on a phone. */
  async openSidebar(): Promise<void> {
    const way = this.page.getByRole("link", { name: "Open sidebar" });
    if (await way.isVisible()) await way.click();
    await expect(this.page.getByRole("navigation", { name: "Rooms" })).toBeVisible();
  }

  /** Goes back to the conversation. */
  async closeSidebar(): Promise<void> {
    const way = this.page.getByRole("link", { name: "Back to the room" });
    if (await way.isVisible()) await way.click();
    await expect(this.log).toBeVisible();
  }

  /** Asks for another name; the sidebar stays open. */
  async askForName(name: string): Promise<void> {
    await this.openSidebar();
    await this.nameField.fill(name);
    await this.page.locator("#name-form").getByRole("button", { name: "Save" }).click();
  }

  /** Takes another name, and goes back to the conversation. */
  async rename(name: string): Promise<void> {
    await this.askForName(name);
    await expect(this.nameField).toHaveValue(name);
    await this.closeSidebar();
  }

  /** Whether the message shows who said it, or stands under one that does. */
  async showsAuthor(text: string): Promise<boolean> {
    const box = await this.message(text).locator(".who").boundingBox();
    return box !== null && box.width > 1 && box.height > 1;
  }

  /** How far the log is scrolled away from its end, in CSS pixels. */
  distanceToEnd(): Promise<number> {
    return this.log.evaluate((log) => {
      const isLaidOutFromEnd = getComputedStyle(log).flexDirection === "column-reverse";
      return isLaidOutFromEnd ? -log.scrollTop : log.scrollHeight - log.clientHeight - log.scrollTop;
    });
  }

  /** Scrolls the log as a wheel would; negative is up, and infinite is to the edge. */
  async scrollBy(pixels: number): Promise<void> {
    const by = Math.max(-1e7, Math.min(1e7, pixels));
    await this.log.evaluate((log, by) => log.scrollBy({ top: by, behavior: "instant" }), by);
  }

  /**
   * Scrolls the log just before the page hears of a message with this text: no frame comes between.
   * To be called before the page is opened.
   */
  async scrollWhenHears(text: string, pixels: number): Promise<void> {
    await this.page.addInitScript(
      ({ text, pixels }) => {
        window.WebSocket = class extends WebSocket {
          constructor(url: string | URL, protocols?: string | string[]) {
            super(url, protocols);
            // The first listener of a socket is called first.
            this.addEventListener("message", ({ data }) => {
              if (typeof data !== "string" || !data.includes(text)) return;
              document.getElementById("log")?.scrollBy({ top: pixels, behavior: "instant" });
            });
          }
        };
      },
      { text, pixels },
    );
  }

  /** The first message that is wholly in view, and where its top is. */
  eyeLine(): Promise<{ id: string; top: number }> {
    return this.log.evaluate((log) => {
      const above = log.getBoundingClientRect().top;
      for (const message of log.querySelectorAll("article.msg")) {
        const { top } = message.getBoundingClientRect();
        if (top >= above) return { id: message.id, top };
      }
      throw new Error("no message is in view");
    });
  }

  topOf(id: string): Promise<number> {
    return this.page.locator(`#${id}`).evaluate((message) => message.getBoundingClientRect().top);
  }
}
