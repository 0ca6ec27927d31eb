// What a WebAssembly module left in its memory, on its way out.

import { freshBytes, passingBytes } from '../bytes/index.ts';

/**
 * Views of memory from `before` bytes before `start` to so many behind it, whole blocks of 16. They are kept: a new one
 * for each message would soon be garbage.
 */
export function viewsFrom(memory: Uint8Array, start: number, before = 0): (length: number) => Uint8Array {
  const views: (Uint8Array | undefined)[] = [];
  return (length) => {
    const blocks = length >>> 4;
    let view = views[blocks];
    if (view === undefined) {
      view = memory.subarray(start - before, start + length);
      views[blocks] = view;
    }
    return view;
  };
}

export function copyOf(view: Uint8Array): Uint8Array {
  const copy = freshBytes(view.length);
  copy.set(view);
  return copy;
}

/** Of what is looked at and forgotten. */
export function passingCopyOf(view: Uint8Array): Uint8Array {
  const copy = passingBytes(view.length);
  copy.set(view);
  return copy;
}
