import type { ReactNode } from "react";
import "./gate.css";

type GateScreenProps = { icon: ReactNode; title: string; tone?: "calm" | "danger"; children: ReactNode };

/** A whole screen that stands before the app and says what is needed to pass. */
export function GateScreen({ icon, title, tone = "calm", children }: GateScreenProps) {
  return (
    <div className="ion-page gate">
      <div className="gate-inside">
        <span className={`gate-icon gate-${tone}`} aria-hidden="true">
          {icon}
        </span>
        <h1>{title}</h1>
        {children}
      </div>
    </div>
  );
}
