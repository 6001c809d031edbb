import type { Unsubscribe } from "@countersign/bridge";
import { atStart, type Snapshot } from "./snapshot";

/** Holds the one snapshot and tells whoever watches of each new one. */
export class SnapshotStore {
  protected snapshot: Snapshot = atStart;
  private readonly watchers = new Set<() => void>();

  /** The current snapshot. */
  readonly current = (): Snapshot => this.snapshot;

  /** Hears of each new snapshot. */
  readonly watch = (watcher: () => void): Unsubscribe => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  protected set(change: Partial<Snapshot>): void {
    this.snapshot = { ...this.snapshot, ...change };
    for (const watcher of [...this.watchers]) watcher();
  }
}
