import { createContext, type ReactNode, useContext } from "react";
import type { Api } from "../api/client";
import type { User } from "../api/types";

type Signed = { api: Api; me: User };

const Context = createContext<Signed | null>(null);

/** Gives the pages below it the API and who is signed in. */
export function ApiProvider({ api, me, children }: Signed & { children: ReactNode }) {
  return <Context value={{ api, me }}>{children}</Context>;
}

/** The API and who is signed in. */
export function useApi(): Signed {
  const signed = useContext(Context);
  if (!signed) throw new Error("A page of the console needs an ApiProvider above it.");
  return signed;
}
