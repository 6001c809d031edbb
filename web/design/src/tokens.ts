/**
 * The one design language: every colour, distance, corner, size of type and duration both apps use.
 * `tokens.css` is written from this file by its test; nothing else may name a colour.
 */

/** A colour in the light and in the dark scheme. */
export type Tone = { readonly light: string; readonly dark: string };

/**
 * Colours by what they are for. A neutral ground, one accent, and red (`danger`) only for what destroys or failed.
 * Foregrounds are named after the surface they stand on where it is not the ground.
 */
export const colours = {
  /** Behind everything. */
  ground: { light: "#f3f5f4", dark: "#0c1211" },
  /** Cards, bars, sheets. */
  surface: { light: "#ffffff", dark: "#151d1b" },
  /** Above a surface: menus, banners, the other's bubble. */
  raised: { light: "#ffffff", dark: "#1e2825" },
  /** Below a surface: wells, code, avatars. */
  sunken: { light: "#e8edeb", dark: "#222d2a" },
  /** Hairlines that only separate. */
  line: { light: "#d8dfdc", dark: "#2b3734" },
  /** Outlines one must see, such as a field's. */
  lineStrong: { light: "#7b8884", dark: "#71807b" },
  /** Text. */
  text: { light: "#131b19", dark: "#e7eeeb" },
  /** Second text: times, hints. */
  textMuted: { light: "#51605b", dark: "#a1b0ab" },
  /** The accent as a filled surface, and for marks. */
  accent: { light: "#0b6a60", dark: "#4cc4b2" },
  /** On `accent`. */
  onAccent: { light: "#ffffff", dark: "#03211c" },
  /** The accent as text. */
  accentText: { light: "#085a51", dark: "#6fd6c5" },
  /** A breath of accent: selection, one's own bubble. */
  accentSoft: { light: "#d9efea", dark: "#123a34" },
  /** On `accentSoft`. */
  onAccentSoft: { light: "#0a2f2a", dark: "#d6f3ec" },
  /** What destroys, as a filled surface. */
  danger: { light: "#b3261e", dark: "#ff8b82" },
  /** On `danger`. */
  onDanger: { light: "#ffffff", dark: "#3a0603" },
  /** What failed, as text. */
  dangerText: { light: "#9d1c15", dark: "#ffaaa3" },
  /** A breath of red. */
  dangerSoft: { light: "#fbe6e4", dark: "#421815" },
  /** Ink surface that stands out from either ground: toasts, tooltips, "can read this" marks. */
  ink: { light: "#1d2825", dark: "#dfe8e5" },
  /** On `ink`. */
  onInk: { light: "#f1f5f3", dark: "#131b19" },
  /** Behind a sheet. */
  scrim: { light: "#0c1211", dark: "#000000" },
  /** The simulated phone's body. */
  bezel: { light: "#1a211f", dark: "#262f2c" },
} as const satisfies Record<string, Tone>;

/** The name of a colour. */
export type Colour = keyof typeof colours;

/**
 * What must stay readable on what, with the least WCAG contrast: 4.5 for text, 3 for marks and outlines.
 * The test over this list is the promise "AA everywhere".
 */
export const contrastPairs: readonly (readonly [Colour, Colour, number])[] = [
  ...(["ground", "surface", "raised", "sunken"] as const).flatMap(
    on =>
      [
        ["text", on, 4.5],
        ["textMuted", on, 4.5],
        ["accentText", on, 4.5],
        ["dangerText", on, 4.5],
        ["accent", on, 3],
        ["danger", on, 3],
      ] as const,
  ),
  ["lineStrong", "ground", 3],
  ["lineStrong", "surface", 3],
  ["lineStrong", "raised", 3],
  ["onAccent", "accent", 4.5],
  ["onAccentSoft", "accentSoft", 4.5],
  ["accentText", "accentSoft", 4.5],
  ["textMuted", "accentSoft", 4.5],
  ["text", "accentSoft", 4.5],
  ["onDanger", "danger", 4.5],
  ["dangerText", "dangerSoft", 4.5],
  ["text", "dangerSoft", 4.5],
  ["onInk", "ink", 4.5],
];

/** Distances in rem, so that they grow with the reader's text size. */
export const space = {
  hair: "0.125rem",
  xs: "0.25rem",
  sm: "0.5rem",
  md: "0.75rem",
  lg: "1rem",
  xl: "1.5rem",
  xxl: "2.5rem",
} as const;

/** Corners. */
export const radius = { sm: "6px", md: "10px", lg: "16px", full: "999px" } as const;

/** The size scale of type, in rem, with the line height that goes with each. */
export const type = {
  caption: { size: "0.75rem", line: "1.35" },
  small: { size: "0.8125rem", line: "1.4" },
  body: { size: "0.9375rem", line: "1.45" },
  lead: { size: "1.0625rem", line: "1.4" },
  title: { size: "1.3125rem", line: "1.25" },
  display: { size: "1.75rem", line: "1.15" },
} as const;

/** The type faces. Plex Sans has figures of one width in every weight, so columns of numbers stand straight. */
export const font = {
  sans: '"IBM Plex Sans Variable", system-ui, sans-serif',
  mono: '"IBM Plex Mono", ui-monospace, monospace',
} as const;

/** Durations in milliseconds, all under 200; `base.css` takes them to nothing when the system asks for no motion. */
export const motionMs = { quick: 110, calm: 180 } as const;

/** How things move: quickly off, gently home. */
export const easing = "cubic-bezier(0.2, 0.7, 0.2, 1)";

/** Shadows, by how far something floats. */
export const shadow = {
  low: { light: "0 1px 2px rgb(12 18 17 / 0.08)", dark: "0 1px 2px rgb(0 0 0 / 0.5)" },
  high: { light: "0 8px 28px rgb(12 18 17 / 0.16)", dark: "0 8px 28px rgb(0 0 0 / 0.6)" },
} as const satisfies Record<string, Tone>;
