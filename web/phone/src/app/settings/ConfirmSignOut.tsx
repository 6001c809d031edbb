import { IonAlert } from "@ionic/react";
import { useModel, useSnapshot } from "../AppContext";

/** Asks once more before signing out, and says what it does. */
export function ConfirmSignOut({ open, onClose }: { open: boolean; onClose: () => void }) {
  const model = useModel();
  const site = useSnapshot().view?.account?.site_name ?? "this server";
  return (
    <IonAlert
      isOpen={open}
      onDidDismiss={onClose}
      header={`Sign out of ${site}?`}
      message="The session ends, and the messages and keys kept on this phone are erased. What you have not sent yet is lost. You can sign in again."
      buttons={[
        { text: "Stay signed in", role: "cancel" },
        { text: "Sign out", role: "destructive", handler: () => void model.signOut() },
      ]}
    />
  );
}
