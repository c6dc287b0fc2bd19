// A natter process of one's own: a free port, a temporary data folder, and the ways in which a
// server can end. Used by the contract tests here and by the browser tests in end2end/.
//
// The binary is NATTER_BIN, or target/debug/natter of this checkout.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));

const binary = () => resolve(process.env.NATTER_BIN ?? join(repository, "target/debug/natter"));

/** Longest wait for a start: a debug build on a busy machine needs a while. */
const START_TIMEOUT_MS = 30_000;

export class Natter {
  #process;
  #log = "";

  /** Use {@link Natter.start}. */
  constructor(dataDir, args) {
    this.dataDir = dataDir;
    this.args = args;
    this.port = 0;
  }

  /** Starts a server with `args` after `natter serve`, and waits until it takes connections. */
  static async start(...args) {
    const dataDir = await mkdtemp(join(tmpdir(), "natter-test-"));
    const natter = new Natter(dataDir, args);
    await natter.#spawn();
    return natter;
  }

  /** Origin of the server, without a slash at the end. */
  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What the server wrote so far, for messages of failing tests. */
  get log() {
    return this.#log;
  }

  /** Ends the server at once, as a power cut would (SIGKILL). Its data folder stays. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** Asks the server to stop (SIGTERM). Returns its exit code. */
  async stop() {
    return this.#end("SIGTERM");
  }

  /** Starts the server again, with the same data on the same port. */
  async startAgain() {
    await this.#spawn();
  }

  /** Runs `natter admin` beside the server; returns what it printed. A password goes to its input. */
  async admin(args, password = "") {
    const child = spawn(binary(), ["admin", "--data-dir", this.dataDir, ...args], { stdio: "pipe" });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    // Most commands read nothing, and may have ended before this is written.
    child.stdin.on("error", () => {});
    child.stdin.end(`${password}\n`);
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`natter admin ${args[0]} ended with code ${code}: ${err}`);
    return out;
  }

  /** Ends the server and removes its data. */
  async dispose() {
    await this.kill();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async #spawn() {
    const args = ["serve", "--addr", `127.0.0.1:${this.port}`, "--data-dir", this.dataDir];
    const child = spawn(binary(), [...args, ...this.args], {
      cwd: repository,
      env: { ...process.env, LEPTOS_SITE_ROOT: process.env.LEPTOS_SITE_ROOT ?? "target/site" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = child;
    child.stderr.on("data", (chunk) => (this.#log += chunk));
    this.port = await new Promise((found, failed) => {
      const timer = setTimeout(() => failed(this.#failure("did not say its address")), START_TIMEOUT_MS);
      let out = "";
      child.on("error", failed);
      child.on("exit", (code) => failed(this.#failure(`ended with code ${code} while starting`)));
      child.stdout.on("data", (chunk) => {
        this.#log += chunk;
        out += chunk;
        const address = /https?:\/\/[^\s:]+:(\d+)/.exec(out);
        if (!address) return;
        clearTimeout(timer);
        found(Number(address[1]));
      });
    });
  }

  async #end(signal) {
    const child = this.#process;
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  }

  #failure(what) {
    return new Error(`natter ${what}\n${this.#log}`);
  }
}
