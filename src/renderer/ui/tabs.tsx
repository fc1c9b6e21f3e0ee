import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';

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

export function Tabs<K extends string>({ label, tabs, current, onChange, tools, children }: TabsProps<K>): ReactNode {
  return (
    <AriaTabs className="tab-box" selectedKey={current} onSelectionChange={(key) => onChange(key as K)}>
      <div className="tab-row">
        <TabList aria-label={label} className="tabs">
          {tabs.map((tab) => (
            <Tab key={tab.id} id={tab.id}>
              {tab.text} {tab.note !== undefined && <span>{tab.note}</span>}
            </Tab>
          ))}
        </TabList>
        {tools}
      </div>
      {/* A panel of its own for each tab: one that changes its name is no longer the one that its tab controls. */}
      <TabPanel key={current} id={current} className="tab-panel">
        {children}
      </TabPanel>
    </AriaTabs>
  );
}
