import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';

interface TabsProps<K extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: K; readonly text: string; readonly note?: string }[];
  readonly current: K;
  readonly onChange: (id: K) => void;
  /** At the end of the row of tabs. */
  readonly tools?: ReactNode;
  /** What the current tab shows. */
  readonly children: ReactNode;
}

const steps: Readonly<Record<string, (at: number, all: number) => number>> = {
  ArrowRight: (at, all) => (at + 1) % all,
  ArrowLeft: (at, all) => (at + all - 1) % all,
  Home: () => 0,
  End: (_, all) => all - 1,
};

/**
 * Tabs after the ARIA Authoring Practices: one stop of the Tab key, arrows choose. Our own, because React Aria's panel
 * looks through all that stands in it at every change of the document: in a table that is at every turn of the wheel.
 */
export function Tabs<K extends string>({ label, tabs, current, onChange, tools, children }: TabsProps<K>): ReactNode {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = step(
      tabs.findIndex((tab) => tab.id === current),
      tabs.length,
    );
    const tab = tabs[at];
    if (!tab) return;
    event.preventDefault();
    onChange(tab.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[at]?.focus();
  };
  return (
    <div className="tab-box">
      <div className="tab-row">
        <div ref={list} role="tablist" aria-label={label} className="tabs" onKeyDown={onKeyDown}>
          {tabs.map((tab) => (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              aria-selected={tab.id === current}
              aria-controls={tab.id === current ? `${id}-panel` : undefined}
              tabIndex={tab.id === current ? 0 : -1}
              onClick={() => onChange(tab.id)}
            >
              {tab.text} {tab.note !== undefined && <span>{tab.note}</span>}
            </button>
          ))}
        </div>
        {tools}
      </div>
      {/* A panel of its own for each tab: what was in the one before is not taken for what is in this one. */}
      <div key={current} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} className="tab-panel">
        {children}
      </div>
    </div>
  );
}
