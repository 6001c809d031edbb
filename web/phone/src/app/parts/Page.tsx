import { IonButton, IonButtons, IonTitle, IonToolbar } from "@ionic/react";
import { IconArrowLeft, IconChevronLeft } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useMode } from "./mode";
import "./page.css";

type PageProps = {
  title: string;
  /** A second line below the title. */
  subtitle?: ReactNode;
  /** Where the back button leads; without it there is none. */
  onBack?: (() => void) | undefined;
  start?: ReactNode;
  end?: ReactNode;
  /** Between the bar and the content, such as a search field. */
  below?: ReactNode;
  footer?: ReactNode;
  /** Whether the title takes the focus when the page appears, so that a screen reader says where one is. */
  takeFocus?: boolean;
  children: ReactNode;
};

/** A page of the app: a bar with its title, what it holds, and what stays at the foot. */
export function Page({
  title,
  subtitle,
  onBack,
  start,
  end,
  below,
  footer,
  takeFocus = false,
  children,
}: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeFocus && heading.current) return focusWhenDrawn(heading.current);
  }, [takeFocus]);
  return (
    <section className="ion-page page" aria-label={title}>
      <header className="page-bar">
        <IonToolbar>
          <IonButtons slot="start">
            {onBack ? <BackButton onBack={onBack} /> : null}
            {start}
          </IonButtons>
          <IonTitle>
            <h1 ref={heading} tabIndex={-1} className="page-title">
              {title}
            </h1>
            {subtitle ? <div className="page-subtitle">{subtitle}</div> : null}
          </IonTitle>
          <IonButtons slot="end">{end}</IonButtons>
        </IonToolbar>
        {below}
      </header>
      {children}
      {footer}
    </section>
  );
}

/** Ionic draws the bar a few frames after it is there, and what is not drawn takes no focus: tries until it does. */
function focusWhenDrawn(heading: HTMLElement): () => void {
  let frames = 30;
  let frame = 0;
  const tryNow = () => {
    const elsewhere = document.activeElement?.closest(".page") === heading.closest(".page");
    if (!elsewhere) heading.focus({ preventScroll: true });
    if (document.activeElement !== heading && !elsewhere && --frames > 0)
      frame = requestAnimationFrame(tryNow);
  };
  tryNow();
  return () => cancelAnimationFrame(frame);
}

function BackButton({ onBack }: { onBack: () => void }) {
  const ios = useMode() === "ios";
  return (
    <IonButton onClick={onBack} aria-label="Back" className="page-back">
      {ios ? <IconChevronLeft size={28} aria-hidden /> : <IconArrowLeft size={24} aria-hidden />}
    </IonButton>
  );
}
