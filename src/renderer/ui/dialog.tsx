import { useEffect, useRef, useState, type CSSProperties, type FormEvent, type ReactNode } from 'react';
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
            <Content flush={flush} label={title}>
              {children}
            </Content>
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

/** A stop of the Tab key only where it is longer than the window: then arrow and page keys scroll it. */
function Content({ flush, label, children }: { flush: boolean; label: string; children: ReactNode }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const look = (): void => setLong(current.scrollHeight > current.clientHeight);
    const sizes = new ResizeObserver(look);
    const parts = new MutationObserver(look);
    sizes.observe(current);
    parts.observe(current, { childList: true, subtree: true });
    return () => {
      sizes.disconnect();
      parts.disconnect();
    };
  }, []);
  return (
    <div ref={box} className={`content ${flush ? 'flush' : ''}`} {...(isLong && { tabIndex: 0, role: 'group', 'aria-label': label })}>
      {children}
    </div>
  );
}
