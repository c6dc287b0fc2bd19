// Devices that hold passkeys, as Chromium plays them.

import { expect, type Page } from "@playwright/test";
import type { Natter } from "../../interop/js/natter.mjs";

/** Passkeys belong to a name, so these pages are opened by one. */
export function named(natter: Natter): { baseURL: string } {
  return { baseURL: natter.url.replace("127.0.0.1", "localhost") };
}

/** Gives the page's browser a device that makes passkeys and asks nobody. */
export async function plugInDevice(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** Adds a passkey to the account that is signed in. */
export async function addPasskey(page: Page, name: string): Promise<void> {
  await page.goto("/settings/passkeys");
  await page.getByLabel("Device name").fill(name);
  await page.getByRole("button", { name: "Add passkey" }).click();
  await expect(page.getByText("The passkey was added")).toBeVisible();
}
