import type { ReactNode } from 'react';
import { Tab, TabList, Tabs as AriaTabs } from 'react-aria-components';

interface TabsProps<K extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: K; readonly text: string; readonly note?: string }[];
  readonly current: K;
  readonly onChange: (id: K) => void;
  readonly children?: ReactNode;
}

/** The row of tabs; what is under it is the page's own, so that a filter keeps its focus when the tab changes. */
export function Tabs<K extends string>({ label, tabs, current, onChange, children }: TabsProps<K>): ReactNode {
  return (
    <div className="row" style={{ gap: 0, flex: 'none' }}>
      <AriaTabs className="grow" selectedKey={current} onSelectionChange={(key) => onChange(key as K)}>
        <TabList aria-label={label} className="tabs">
          {tabs.map((tab) => (
            <Tab key={tab.id} id={tab.id}>
              {tab.text} {tab.note !== undefined && <span>{tab.note}</span>}
            </Tab>
          ))}
        </TabList>
      </AriaTabs>
      {children}
    </div>
  );
}
