import { font, radius, type } from "@countersign/design";
import {
  type CSSVariablesResolver,
  colorsTuple,
  createTheme,
  defaultVariantColorsResolver,
  type VariantColorsResolver,
} from "@mantine/core";

/** A filled surface of the accent, or of what destroys, with the text colour that belongs to it. */
const filled: Record<string, readonly [string, string]> = {
  accent: ["--cs-accent", "--cs-on-accent"],
  danger: ["--cs-danger", "--cs-on-danger"],
};

const outlined: Record<string, string> = { accent: "--cs-accent-text", danger: "--cs-danger-text" };

const variants: VariantColorsResolver = input => {
  const name = input.color ?? input.theme.primaryColor;
  const pair = filled[name];
  const ink = outlined[name];
  if (pair && input.variant === "filled") {
    const [back, front] = pair;
    return {
      background: `var(${back})`,
      hover: `color-mix(in srgb, var(${back}) 88%, var(--cs-text))`,
      color: `var(${front})`,
      border: "1px solid transparent",
    };
  }
  if (ink && (input.variant === "outline" || input.variant === "subtle" || input.variant === "light")) {
    const soft = name === "danger" ? "var(--cs-danger-soft)" : "var(--cs-accent-soft)";
    return {
      background: input.variant === "light" ? soft : "transparent",
      hover: soft,
      color: `var(${ink})`,
      border: input.variant === "outline" ? "1px solid var(--cs-line-strong)" : "1px solid transparent",
    };
  }
  return defaultVariantColorsResolver(input);
};

/** Mantine drawn with the tokens. */
export const theme = createTheme({
  fontFamily: font.sans,
  fontFamilyMonospace: font.mono,
  headings: { fontFamily: font.sans, fontWeight: "650" },
  fontSizes: {
    xs: type.caption.size,
    sm: type.small.size,
    md: type.body.size,
    lg: type.lead.size,
    xl: type.title.size,
  },
  radius: { sm: radius.sm, md: radius.md, lg: radius.lg },
  defaultRadius: "sm",
  colors: { accent: colorsTuple("var(--cs-accent)"), danger: colorsTuple("var(--cs-danger)") },
  primaryColor: "accent",
  variantColorResolver: variants,
  respectReducedMotion: true,
  focusRing: "auto",
});

/** Mantine's neutral scales, from light to dark and from dark to light, by the tokens that play their parts. */
const neutrals = {
  gray: [
    "ground",
    "sunken",
    "line",
    "line",
    "line-strong",
    "line-strong",
    "text-muted",
    "text-muted",
    "text",
    "text",
  ],
  dark: [
    "text",
    "text",
    "text-muted",
    "text-muted",
    "line-strong",
    "sunken",
    "surface",
    "surface",
    "ground",
    "ground",
  ],
} as const;

const variables = {
  ...Object.fromEntries(
    Object.entries(neutrals).flatMap(([scale, tokens]) =>
      tokens.map((token, shade) => [`--mantine-color-${scale}-${shade}`, `var(--cs-${token})`]),
    ),
  ),
  "--mantine-color-body": "var(--cs-surface)",
  "--mantine-color-text": "var(--cs-text)",
  "--mantine-color-dimmed": "var(--cs-text-muted)",
  "--mantine-color-placeholder": "var(--cs-text-muted)",
  "--mantine-color-anchor": "var(--cs-accent-text)",
  "--mantine-color-error": "var(--cs-danger-text)",
  "--mantine-color-default": "var(--cs-surface)",
  "--mantine-color-default-hover": "var(--cs-ground)",
  "--mantine-color-default-color": "var(--cs-text)",
  "--mantine-color-default-border": "var(--cs-line-strong)",
  "--mantine-color-bright": "var(--cs-text)",
  "--mantine-color-disabled": "var(--cs-sunken)",
  "--mantine-color-disabled-color": "var(--cs-text-muted)",
  "--mantine-color-disabled-border": "var(--cs-line)",
  "--mantine-color-accent-text": "var(--cs-accent-text)",
  "--mantine-color-accent-contrast": "var(--cs-on-accent)",
  "--mantine-primary-color-contrast": "var(--cs-on-accent)",
};

/** The tokens already know light from dark, so both schemes name the same properties. */
export const resolver: CSSVariablesResolver = () => ({ variables: {}, light: variables, dark: variables });
