import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { type InputHTMLAttributes, useEffect, useId, useRef, useState } from "react";

type FieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value" | "id"> & {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Whether the field takes the focus when it appears: only where it is what comes next. */
  takeFocus?: boolean;
};

/** A labelled field. */
export function Field({ label, value, onChange, takeFocus = false, ...input }: FieldProps) {
  const id = useId();
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!takeFocus) return;
    const frame = requestAnimationFrame(() => box.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, [takeFocus]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input {...input} ref={box} id={id} value={value} onChange={event => onChange(event.target.value)} />
    </div>
  );
}

/** A labelled field for a secret, which can be looked at. */
export function SecretField({ label, value, onChange, ...input }: Omit<FieldProps, "takeFocus">) {
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="field-secret">
        <input
          {...input}
          id={id}
          type={shown ? "text" : "password"}
          value={value}
          onChange={event => onChange(event.target.value)}
        />
        <button
          type="button"
          aria-pressed={shown}
          aria-label={`Show ${label.toLowerCase()}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? <IconEyeOff size={20} aria-hidden /> : <IconEye size={20} aria-hidden />}
        </button>
      </span>
    </div>
  );
}
