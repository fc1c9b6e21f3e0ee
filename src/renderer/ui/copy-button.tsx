import { useState, type ReactNode } from 'react';
import { t } from '../texts/index.ts';
import { Button } from './button.tsx';

/** Says that it copied by its own word; nothing floats up. */
export function CopyButton({ text, label = t.common.copy }: { text: string; label?: string }): ReactNode {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  return (
    <Button small look="quiet" icon="copy" onPress={copy}>
      {copied === text && text !== '' ? t.common.copied : label}
    </Button>
  );
}
