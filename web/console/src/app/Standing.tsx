import { Mark } from "@countersign/design";
import type { ReactNode } from "react";

/** A page with one thing on it, before or instead of the console. */
export function Standing({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="standing">
      <div className="standing-card">
        <span className="standing-mark" aria-hidden="true">
          <Mark size={28} />
        </span>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
