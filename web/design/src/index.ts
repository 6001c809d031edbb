export { contrast } from "./contrast";
export { Mark } from "./mark";
export {
  isDark,
  isThemeChoice,
  setTheme,
  startTheme,
  type ThemeChoice,
  themeChoice,
  useTheme,
} from "./theme";
export * from "./tokens";
