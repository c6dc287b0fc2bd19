/** A natter process of one's own; see natter.mjs. */
export class Natter {
  /** What stands after `natter serve`, also at the next start. */
  readonly args: string[];
  static start(...args: string[]): Promise<Natter>;
  readonly url: string;
  readonly log: string;
  readonly port: number;
  readonly dataDir: string;
  kill(): Promise<void>;
  stop(): Promise<number | null>;
  startAgain(): Promise<void>;
  admin(args: string[], password?: string): Promise<string>;
  dispose(): Promise<void>;
}
