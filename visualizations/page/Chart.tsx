/** The chart of an actor as the documentation draws it, with the states lit that it is in. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Actor } from '../../src/adapters/controlApi/answers.ts';
import { chart } from './client.ts';

const drawings = new Map<string, Promise<string>>();
function drawingOf(kind: string): Promise<string> {
  const known = drawings.get(kind) ?? chart(kind);
  drawings.set(kind, known);
  return known;
}

export function Chart({ actor }: { readonly actor: Actor }) {
  const { kind, id, label, states, says } = actor;
  const place = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState('');
  const lit = states.join(' ');

  useEffect(() => {
    let isWanted = true;
    void drawingOf(kind).then((text) => {
      if (!isWanted || place.current === null) return;
      place.current.replaceChildren(...pictureIn(text));
      setDrawn(kind);
    });
    return () => {
      isWanted = false;
    };
  }, [kind]);
  useEffect(() => {
    if (place.current !== null && drawn === kind) light(place.current, lit.split(' '));
  }, [drawn, kind, lit]);

  return (
    <>
      <h1>
        {label} <small>{kind}</small>
      </h1>
      <p class="quiet">
        <code>{id}</code> is {says.join(', ')}
      </p>
      <Zoom />
      <div class="drawing" ref={place} role="img" aria-label={`Chart of ${kind}; active: ${states.join(', ')}`} />
    </>
  );
}

/** The drawing without its own style sheet: the page has the same, and takes none from within. */
function pictureIn(text: string): readonly Node[] {
  const bare = text.replace(/<style>[^<]*<\/style>/, '');
  const drawing = new DOMParser().parseFromString(bare, 'image/svg+xml').documentElement;
  return drawing.nodeName !== 'svg' ? [] : [document.importNode(drawing, true)];
}

/** Lights what is active, and lets what has just become so shine for a moment. */
function light(place: HTMLElement, states: readonly string[]): void {
  const active = new Set(states);
  for (const part of place.querySelectorAll('[data-state]')) {
    const isActive = active.has(part.getAttribute('data-state') ?? '');
    const was = part.classList.contains('active');
    part.classList.toggle('active', isActive);
    part.classList.toggle('fresh', isActive && !was);
  }
  for (const line of place.querySelectorAll('[data-from]'))
    line.classList.toggle('possible', active.has(line.getAttribute('data-from') ?? ''));
}

/** As large as there is room for, or as it was drawn. */
function Zoom() {
  const toggle = (event: Event): void => {
    const isLarge = (event.currentTarget as HTMLInputElement).checked;
    document.documentElement.classList.toggle('large', isLarge);
  };
  return (
    <label class="zoom">
      <input type="checkbox" onChange={toggle} /> as large as drawn
    </label>
  );
}
