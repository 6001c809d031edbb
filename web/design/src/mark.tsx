/** The product's mark: two strokes that meet, a challenge and its answer. Takes the colour of the text around it. */
export function Mark({ size = 24, label }: { size?: number; label?: string }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d="M14.5 4.6A8 8 0 1 0 19.4 9.5" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <path
        d="m8.6 12.2 2.7 2.7L20 5.4"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
