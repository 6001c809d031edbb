import { useCallback, useEffect, useRef, useState } from "react";
import { wordsOf } from "./client";

/** Something asked of the server: on its way, come, or refused. What came stays while it is asked for again. */
export type Loaded<Value> = { value: Value | undefined; error: string | undefined; busy: boolean };

/**
 * Asks once and again whenever `load` changes. `load` may tell what it has so far. Gives the state, a way to ask again,
 * and a way to put a newer value in place.
 */
export function useLoad<Value>(load: (tell: (soFar: Value) => void) => Promise<Value>) {
  const [state, setState] = useState<Loaded<Value>>({ value: undefined, error: undefined, busy: true });
  const newest = useRef(0);
  const reload = useCallback(async () => {
    const mine = ++newest.current;
    const put = (next: Partial<Loaded<Value>>) =>
      mine === newest.current && setState(now => ({ ...now, ...next }));
    put({ busy: true, error: undefined });
    try {
      put({ value: await load(value => put({ value })), busy: false });
    } catch (error) {
      put({ error: wordsOf(error), busy: false });
    }
  }, [load]);
  useEffect(() => {
    void reload();
    return () => {
      newest.current++;
    };
  }, [reload]);
  const replace = useCallback((value: Value) => setState({ value, error: undefined, busy: false }), []);
  return { ...state, reload, replace };
}
