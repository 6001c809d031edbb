import type { StorageView } from "@countersign/bridge";
import { IconFile, IconKey } from "@tabler/icons-react";

/**
 * What the app keeps of an account on the phone: names of keys, and files. After a wipe: nothing. The app's own notes,
 * such as which server it asked last, are listed apart.
 */
export function Storage({ storage }: { storage: StorageView }) {
  const { keys } = storage;
  const files = storage.files.filter(({ path }) => path.startsWith("accounts/"));
  const notes = storage.files.filter(({ path }) => !path.startsWith("accounts/")).map(({ path }) => path);
  const bytes = files.reduce((sum, file) => sum + file.size_bytes, 0);
  if (keys.length === 0 && files.length === 0) {
    return (
      <div className="storage storage-empty">
        <p>Kept on this phone: no key, no file.</p>
        {notes.length > 0 && (
          <p className="storage-notes">Notes of the app, without content: {notes.join(", ")}</p>
        )}
      </div>
    );
  }
  return (
    <details className="storage">
      <summary>
        Kept on this phone: {count(keys.length, "key")}, {count(files.length, "file")} ({size(bytes)})
      </summary>
      <ul>
        {keys.map(key => (
          <li key={key}>
            <IconKey size={15} aria-label="Key" /> {key}
          </li>
        ))}
        {files.map(({ path, size_bytes }) => (
          <li key={path}>
            <IconFile size={15} aria-label="File" /> <span>{path}</span>
            <span className="storage-size">{size(size_bytes)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;

function size(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const kib = bytes / 1_024;
  return kib < 1_024 ? `${Math.round(kib)} KB` : `${(kib / 1_024).toFixed(1)} MB`;
}
