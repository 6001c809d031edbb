import { colours, easing, font, motionMs, radius, shadow, space, type } from "./tokens";

const kebab = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

const declarations = (lines: readonly [string, string][], indent = "  ") =>
  lines.map(([name, value]) => `${indent}--cs-${kebab(name)}: ${value};`).join("\n");

const toned = (scheme: "light" | "dark"): [string, string][] => [
  ...Object.entries(colours).map(([name, tone]): [string, string] => [name, tone[scheme]]),
  ...Object.entries(shadow).map(([name, tone]): [string, string] => [`shadow-${name}`, tone[scheme]]),
];

const still: [string, string][] = [
  ...Object.entries(space).map(([name, value]): [string, string] => [`space-${name}`, value]),
  ...Object.entries(radius).map(([name, value]): [string, string] => [`radius-${name}`, value]),
  ...Object.entries(type).flatMap(([name, { size, line }]): [string, string][] => [
    [`type-${name}`, size],
    [`line-${name}`, line],
  ]),
  ...Object.entries(font).map(([name, value]): [string, string] => [`font-${name}`, value]),
  ...Object.entries(motionMs).map(([name, ms]): [string, string] => [`motion-${name}`, `${ms}ms`]),
  ["easing", easing],
];

/** The tokens as CSS custom properties. The scheme follows the system unless `data-theme` on the root says otherwise. */
export function tokensAsCss(): string {
  return `/* Written from tokens.ts by tokens.test.ts (npx vitest -u). Do not edit. */
:root {
  color-scheme: light;
${declarations(still)}
${declarations(toned("light"))}
}

@media (prefers-color-scheme: dark) {
  :root:not([data-theme="light"]) {
    color-scheme: dark;
${declarations(toned("dark"), "    ")}
  }
}

:root[data-theme="dark"] {
  color-scheme: dark;
${declarations(toned("dark"))}
}
`;
}
