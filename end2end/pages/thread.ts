// A thread, beside the room or in its place.

import { expect, type Locator } from "@playwright/test";
import type { RoomPage } from "./room.ts";

export class ThreadPanel {
  readonly panel: Locator;
  readonly messages: Locator;
  readonly composer: Locator;
  readonly sendButton: Locator;

  constructor(readonly room: RoomPage) {
    this.panel = room.page.getByRole("region", { name: /^Thread/ });
    this.messages = this.panel.locator("article.msg");
    this.composer = room.page.getByRole("textbox", { name: "Reply in thread" });
    this.sendButton = this.panel.getByRole("button", { name: "Send", exact: true });
  }

  /** Opens the thread about a message. */
  async open(root: string): Promise<this> {
    await this.room.page.goto(`/m/${root}/thread`);
    await this.room.becomesLive();
    return this;
  }

  message(text: string): Locator {
    return this.messages.filter({ has: this.room.page.locator(".body").getByText(text, { exact: true }) });
  }

  /** Writes and sends, by Enter or, on a touch screen, by the button. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    if (await this.room.isTouch()) await this.sendButton.tap();
    else await this.composer.press("Enter");
    await expect(this.composer).toHaveValue("");
  }
}
