import { IonButton, IonSpinner } from "@ionic/react";
import type { ReactNode } from "react";
import "./emptyState.css";

type EmptyStateProps = {
  icon: ReactNode;
  title: string;
  /** What happened, and what to do next. */
  children: ReactNode;
  /** The way on. */
  action?: { label: string; run: () => void } | undefined;
  /** Read out at once: something failed. */
  alert?: boolean;
};

/** A screen or a part of one that has nothing to list: says why, and what to do next. */
export function EmptyState({ icon, title, children, action, alert = false }: EmptyStateProps) {
  return (
    <div className={alert ? "empty empty-alert" : "empty"} role={alert ? "alert" : undefined}>
      <span className="empty-icon" aria-hidden="true">
        {icon}
      </span>
      <h2>{title}</h2>
      <p>{children}</p>
      {action ? (
        <IonButton fill={alert ? "solid" : "outline"} onClick={action.run}>
          {action.label}
        </IonButton>
      ) : null}
    </div>
  );
}

/** Something is on its way. */
export function Waiting({ what }: { what: string }) {
  return (
    <div className="empty" role="status">
      <IonSpinner aria-hidden="true" />
      <p>{what}</p>
    </div>
  );
}
