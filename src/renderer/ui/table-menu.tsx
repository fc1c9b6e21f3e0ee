import type { ReactNode } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { table as words } from '../texts/table.ts';
import { Icon } from './icon.tsx';
import { download, gridOf, toCsv, toTsv } from './table-export.ts';
import type { Column } from './table-model.ts';
import type { TableProps } from './table.tsx';

const NONE = '';

/** What can be done with a table as a whole: group, choose columns, copy, export. At the end of its head. */
export function TableMenu<T>({
  table,
  shown,
  columns,
}: {
  table: TableProps<T>;
  shown: readonly T[];
  columns: readonly Column<T>[];
}): ReactNode {
  const { memory, label, groupings = [], keyOf, chosen } = table;
  if (!memory) return null;
  const { view, change } = memory;
  // The first column is the row's name and stays.
  const rest = table.columns.slice(1);
  const visible = new Set(columns.map((column) => column.id));
  const save = (): void => download(`${label}.csv`, toCsv(gridOf(shown, columns)));
  const copy = (): void =>
    void navigator.clipboard.writeText(
      toTsv(
        gridOf(
          shown.filter((row) => chosen?.has(keyOf(row))),
          columns,
        ),
      ),
    );
  return (
    <MenuTrigger>
      <Button className="btn quiet icon-only tbl-menu" aria-label={words.menu(label)}>
        <Icon name="columns" />
      </Button>
      <Popover className="popover tall" placement="bottom end">
        <Menu aria-label={words.menu(label)}>
          {groupings.length > 0 && (
            <MenuSection
              selectionMode="single"
              disallowEmptySelection
              selectedKeys={[`group ${view.group ?? NONE}`]}
              onSelectionChange={(keys) => change({ group: String([...keys][0] ?? '').slice('group '.length) || null })}
            >
              <Header>{words.group}</Header>
              <Item id={`group ${NONE}`} text={words.noGroup} />
              {groupings.map((grouping) => (
                <Item key={grouping.id} id={`group ${grouping.id}`} text={grouping.name} />
              ))}
            </MenuSection>
          )}
          <MenuSection
            selectionMode="multiple"
            selectedKeys={visible}
            onSelectionChange={(keys) => {
              const kept = keys === 'all' ? null : new Set([...keys].map(String));
              change({ hidden: rest.filter((column) => kept && !kept.has(column.id)).map((column) => column.id) });
            }}
          >
            <Header>{words.columns}</Header>
            {rest.map((column) => (
              <Item key={column.id} id={column.id} text={column.head} />
            ))}
          </MenuSection>
          <MenuSection>
            <Header>{words.rows}</Header>
            {chosen && (
              <MenuItem id="copy" onAction={copy} textValue={words.copy} isDisabled={chosen.size === 0}>
                {words.copy} <kbd>{words.copyKey}</kbd>
              </MenuItem>
            )}
            <MenuItem id="csv" onAction={save} textValue={words.csv}>
              {words.csv}
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

const Item = ({ id, text }: { id: string; text: string }): ReactNode => (
  <MenuItem id={id} textValue={text}>
    {({ isSelected }) => (
      <>
        <span className="mark">{isSelected && <Icon name="tick" />}</span>
        {text}
      </>
    )}
  </MenuItem>
);
