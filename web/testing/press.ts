import { act, fireEvent, within } from "@testing-library/react";

/**
 * Finds what somebody would press: a button by its name, also when the button proper is inside an Ionic element, where
 * roles cannot be seen from outside. Fails when there is none or more than one.
 */
export function pressable(name: string | RegExp, root: HTMLElement = document.body): HTMLElement {
  const matches = (text: string | null) => {
    const words = (text ?? "").replace(/\s+/g, " ").trim();
    return typeof name === "string" ? words === name : name.test(words);
  };
  const ionic = [...root.querySelectorAll<HTMLElement>("ion-button, ion-segment-button")].filter(element =>
    matches(element.getAttribute("aria-label") ?? nativeLabel(element) ?? element.textContent),
  );
  const native = within(root).queryAllByRole("button", { name });
  const all = [...ionic, ...native];
  if (all.length !== 1) throw new Error(`${all.length} things to press are called ${name}`);
  return all[0] as HTMLElement;
}

/** Presses it, and lets what follows at once follow. */
export async function press(name: string | RegExp, root?: HTMLElement): Promise<void> {
  await act(async () => {
    fireEvent.click(pressable(name, root));
  });
}

/** Ionic moves a host's label to the button proper when it draws it. */
const nativeLabel = (host: HTMLElement) =>
  host.shadowRoot?.querySelector("[aria-label]")?.getAttribute("aria-label");
