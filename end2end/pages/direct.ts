// Talks among a few.

import { expect, type Page } from "@playwright/test";
import type { Person } from "../fixtures/people.ts";

/** Begins a talk as a page's reader, who searches for each person; returns its address. */
export async function startTalk(page: Page, people: Person[]): Promise<string> {
  await page.goto("/direct/new");
  for (const person of people) {
    await page.getByRole("searchbox").fill(person.handle);
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByLabel(new RegExp(person.name)).check();
  }
  await page.getByRole("button", { name: "Start conversation" }).click();
  await expect(page).toHaveURL(/\/r\/talk-/);
  return page.url();
}
