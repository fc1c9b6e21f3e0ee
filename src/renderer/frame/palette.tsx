import { useState, type ReactNode } from 'react';
import { Autocomplete, Dialog, Header, Input, Menu, MenuItem, MenuSection, Modal, ModalOverlay, TextField } from 'react-aria-components';
import { closeDialog, useDialogs } from '../state/dialogs.ts';
import { t } from '../texts/index.ts';
import { Icon } from '../ui/icon.tsx';
import { useCommands, type Command } from './commands.ts';

const folded = (text: string): string => text.toLowerCase();
const fits = (command: Command, words: readonly string[]): boolean => words.every((word) => folded(command.text).includes(word));

export function Palette(): ReactNode {
  const open = useDialogs((state) => state.open?.kind === 'palette');
  return open ? <OpenPalette /> : null;
}

function OpenPalette(): ReactNode {
  const [typed, setTyped] = useState('');
  const commands = useCommands();
  const words = folded(typed).split(/\s+/).filter(Boolean);
  // Hosts come only when something is typed, and never more than can be read.
  const hits = commands.filter((command) => fits(command, words) && (command.section !== 'hosts' || words.length > 0));
  const sections = (['run', 'goTo', 'hosts', 'help'] as const)
    .map((id) => ({ id, commands: hits.filter((command) => command.section === id).slice(0, 8) }))
    .filter((section) => section.commands.length > 0);
  const run = (id: string): void => {
    const command = commands.find((each) => each.id === id);
    closeDialog();
    command?.run();
  };
  return (
    <ModalOverlay className="scrim high" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && closeDialog()}>
      <Modal className="modal">
        <Dialog className="dialog" aria-label={t.frame.palette.title}>
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <TextField aria-label={t.frame.palette.title} className="palette-input" autoFocus>
              <Icon name="search" />
              <Input placeholder={t.frame.palette.placeholder} spellCheck={false} />
              <kbd>{t.frame.palette.escape}</kbd>
            </TextField>
            <div className="palette-list" role="group" aria-label={t.frame.palette.title} tabIndex={0}>
              <Menu
                aria-label={t.frame.palette.title}
                renderEmptyState={() => <p className="tbl-empty">{t.frame.palette.empty}</p>}
                onAction={(key) => run(String(key))}
              >
                {sections.map((section) => (
                  <MenuSection key={section.id} id={section.id}>
                    <Header>{t.frame.palette[section.id]}</Header>
                    {section.commands.map((command) => (
                      <MenuItem key={command.id} id={command.id} textValue={command.text} isDisabled={command.why !== null}>
                        <Icon name={command.icon} />
                        {command.text}
                        {command.why && <span className="why">{command.why}</span>}
                        {command.key && <kbd>{command.key}</kbd>}
                      </MenuItem>
                    ))}
                  </MenuSection>
                ))}
              </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
