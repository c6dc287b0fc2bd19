// Browser tests. Each test starts its own natter on a free port (fixtures/test.ts), so there is no
// web server to start here, and `npx playwright test` is all that is needed after a build.
//
// NATTER_BIN is the binary (default: target/debug/natter), CHROMIUM the browser.

import { defineConfig, devices } from "@playwright/test";
import { existsSync } from "node:fs";

const system = "/usr/bin/chromium";
const executablePath = process.env.CHROMIUM ?? (existsSync(system) ? system : undefined);

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["html", { open: "never" }]],
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // `--trace retain-on-failure` records what led to a failure, and costs a fifth of the time.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", use: { viewport: { width: 1280, height: 800 } } },
    {
      name: "phone",
      // What does not depend on the screen is tested once.
      grepInvert: /@desktop/,
      use: {
        viewport: { width: 390, height: 844 },
        userAgent: devices["Pixel 7"].userAgent,
        isMobile: true,
        hasTouch: true,
        deviceScaleFactor: 2,
      },
    },
  ],
});
