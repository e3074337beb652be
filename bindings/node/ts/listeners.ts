/// <reference lib="esnext.disposable" preserve="true" />
// Listeners: functions that are told what happens, on the event loop.

import { invalid } from "./errors.js";
import { type Handle, native, unwrap } from "./native.js";
import { kindOf } from "./plain.js";
import { type Notification, notification } from "./results.js";

/** Is told what happens. */
export type Listener = (notification: Notification) => void;

/** A listener's subscription: `close`, or `using`, ends it. Without either it lasts until the engine is closed. */
export class Subscription implements Disposable {
  readonly #end: () => void;

  /** @internal */
  constructor(end: () => void) {
    this.#end = end;
  }

  /** Ends the subscription: the listener is told nothing more. To close twice is no fault. */
  close(): void {
    this.#end();
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** Those who listen to an engine, in the order in which they came. */
export class Listeners {
  readonly #told = new Set<{ readonly listener: Listener }>();

  /** Tells a function of everything from now on. */
  add(engine: Handle, listener: Listener): Subscription {
    if (typeof listener !== "function") throw invalid("listener", `a function is wanted, not ${kindOf(listener)}`);
    if (this.#told.size === 0) unwrap(native.subscribe(engine, weakly(this)));
    const one = { listener };
    this.#told.add(one);
    return new Subscription(() => {
      if (this.#told.delete(one) && this.#told.size === 0) native.unsubscribe(engine);
    });
  }

  /**
   * Tells all of them; an empty text is the end.
   *
   * What one throws is an uncaught exception of its own: neither the act nor another listener fails of it.
   */
  tell(text: string): void {
    if (text === "") {
      this.clear();
      return;
    }
    const told = notification(JSON.parse(text));
    for (const one of [...this.#told]) {
      // one that was closed meanwhile is told nothing more
      if (!this.#told.has(one)) continue;
      try {
        one.listener(told);
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    }
  }

  /** Forgets all of them. */
  clear(): void {
    this.#told.clear();
  }
}

/** What the native module calls: it keeps neither the listeners nor their engine from the garbage collector. */
function weakly(listeners: Listeners): (text: string) => void {
  const heard = new WeakRef(listeners);
  return (text) => heard.deref()?.tell(text);
}
