import { Button, Group, Modal } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { wordsOf } from "../api/client";

type ConfirmProps = {
  open: boolean;
  title: string;
  /** The word on the button that does it. */
  action: string;
  /** Whether it destroys something. */
  destroys?: boolean;
  /** What will happen. */
  children: ReactNode;
  onClose: () => void;
  /** Does it. What it rejects with is shown, and the question stays. */
  onConfirm: () => Promise<void>;
};

/** Asks before something that cannot be taken back by pressing once more, and says what will happen. */
export function Confirm({
  open,
  title,
  action,
  destroys = true,
  children,
  onClose,
  onConfirm,
}: ConfirmProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const close = () => {
    setError(null);
    onClose();
  };
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      close();
    } catch (thrown) {
      setError(wordsOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal.Root opened={open} onClose={close} centered transitionProps={{ duration: 110 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className="confirm">
          <Modal.Title>{title}</Modal.Title>
          {children}
          {error ? (
            <p className="form-error" role="alert">
              {error}
            </p>
          ) : null}
          <Group justify="flex-end" gap="xs" mt="lg">
            <Button variant="default" onClick={close} data-autofocus>
              Cancel
            </Button>
            <Button color={destroys ? "danger" : "accent"} loading={busy} onClick={() => void confirm()}>
              {action}
            </Button>
          </Group>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
