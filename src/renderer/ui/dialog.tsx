import type { CSSProperties, FormEvent, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';

interface DialogProps {
  /** Verb and object; the button repeats it. */
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly onConfirm?: () => unknown;
  readonly confirm?: string;
  readonly cancel: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly footNote?: ReactNode;
  readonly width?: number;
  /** For a decision that changes hosts. */
  readonly alert?: boolean;
  readonly flush?: boolean;
}

export function Dialog({
  title,
  aside,
  children,
  onClose,
  onConfirm,
  confirm,
  cancel,
  danger = false,
  disabled = false,
  footNote,
  width = 560,
  alert = false,
  flush = false,
}: DialogProps): ReactNode {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!disabled) void onConfirm?.();
  };
  return (
    <ModalOverlay className="scrim" isOpen isDismissable={!alert} onOpenChange={(open) => !open && onClose()}>
      <Modal className="modal" style={{ '--dialog-width': `${width}px` } as CSSProperties}>
        <AriaDialog className="dialog" role={alert ? 'alertdialog' : 'dialog'}>
          <header>
            <Heading slot="title" className="grow">
              {title}
            </Heading>
            {aside}
          </header>
          <form onSubmit={submit} noValidate>
            <div className={`content ${flush ? 'flush' : ''}`}>{children}</div>
            <footer>
              <span className="grow small dim">{footNote}</span>
              <Button onPress={onClose}>{cancel}</Button>
              {confirm && (
                <Button type="submit" look={danger ? 'danger-filled' : 'primary'} disabled={disabled}>
                  {confirm}
                </Button>
              )}
            </footer>
          </form>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
