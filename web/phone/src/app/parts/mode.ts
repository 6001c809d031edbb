import { createContext, useContext } from "react";

/** Whose habits the app follows: Apple's (`ios`) or Google's (`md`), as Ionic names them. */
export type Mode = "ios" | "md";

/** Gives the screens below it their mode. The same one must have been given to `setupIonicReact`. */
export const ModeContext = createContext<Mode>("md");

/** The mode in use. */
export const useMode = (): Mode => useContext(ModeContext);
