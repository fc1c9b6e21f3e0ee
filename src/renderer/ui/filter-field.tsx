import type { KeyboardEvent, ReactNode } from 'react';
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover, Tag, TagGroup, TagList, type Key } from 'react-aria-components';
import { table as texts } from '../texts/table.ts';
import { isWord, readWord, suggest, type FilterFields, type FilterState } from './filter.ts';
import { Icon } from './icon.tsx';

interface FilterFieldProps<T> {
  readonly label: string;
  readonly placeholder: string;
  readonly state: FilterState;
  readonly onChange: (state: FilterState) => void;
  readonly rows: readonly T[];
  readonly fields: FilterFields<T>;
  /** "24 of 48 hosts", inside the field. */
  readonly hits?: string;
}

/** Words as chips with free text beside them. `data-filter` is what the `/` key looks for. */
export function FilterField<T>({ label, placeholder, state, onChange, rows, fields, hits }: FilterFieldProps<T>): ReactNode {
  // Nothing opens over the rows before something is typed; the placeholder names the words.
  const suggestions = state.text === '' ? [] : suggest(state.text, rows, fields);
  const add = (word: string): void => onChange({ words: [...new Set([...state.words, word.trim()])], text: '' });
  const type = (text: string): void => {
    if (/\s$/.test(text) && isWord(text, fields)) add(text);
    else onChange({ ...state, text });
  };
  const take = (key: Key | null): void => {
    if (key === null) return;
    const word = String(key);
    if (isWord(word, fields)) add(word);
    else onChange({ ...state, text: word });
  };
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Backspace' && state.text === '') onChange({ ...state, words: state.words.slice(0, -1) });
    if (event.key === 'Enter' && isWord(state.text, fields)) add(state.text);
  };
  return (
    <div className="filter">
      <Icon name="search" />
      {state.words.length > 0 && (
        <TagGroup
          className="words"
          aria-label={texts.words(label)}
          onRemove={(gone) => onChange({ ...state, words: state.words.filter((word) => !gone.has(word)) })}
        >
          <TagList className="words">
            {state.words.map((word) => (
              <Tag key={word} id={word} textValue={word} className="word">
                <WordText word={word} />
                <Button slot="remove" aria-label={texts.removeWord(word)}>
                  <Icon name="close" />
                </Button>
              </Tag>
            ))}
          </TagList>
        </TagGroup>
      )}
      <ComboBox
        aria-label={label}
        allowsCustomValue
        menuTrigger="input"
        inputValue={state.text}
        onInputChange={type}
        selectedKey={null}
        onSelectionChange={take}
        items={suggestions.map((each) => ({ ...each, id: each.word }))}
        defaultFilter={() => true}
      >
        <Input data-filter="" placeholder={state.words.length > 0 ? '' : placeholder} onKeyDown={keys} spellCheck={false} />
        <Popover className="popover">
          <ListBox>
            {(item: { id: string; word: string; hits: number | null }) => (
              <ListBoxItem id={item.id} textValue={item.word}>
                {item.word}
                {item.hits !== null && <span className="n">{item.hits}</span>}
              </ListBoxItem>
            )}
          </ListBox>
        </Popover>
      </ComboBox>
      {hits && <span className="hits">{hits}</span>}
    </div>
  );
}

function WordText({ word }: { word: string }): ReactNode {
  const { not, field, value } = readWord(word);
  // What is typed, the same in every language.
  const head = `${not ? 'not:' : ''}${field ? `${field}:` : ''}`;
  return (
    <span>
      <i>{head}</i>
      {value}
    </span>
  );
}
