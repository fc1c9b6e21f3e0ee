import type { ReactNode } from 'react';
import { act, tell } from '../../state/notices.ts';
import { saveFile } from '../../state/save-file.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';

const w = t.findings.host;

/** The list of material of one host, or of all of them (`hostId` null), as a file. */
export function SaveSbom({ hostId, name, disabled = false }: { hostId: string | null; name: string; disabled?: boolean }): ReactNode {
  const save = async (): Promise<void> => {
    const made = await act('sbom.get', { hostId });
    if (!made) return;
    const file = `${name.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-')}.cdx.json`;
    saveFile(file, made.text);
    tell({ tone: 'ok', text: w.sbomSaved(file) });
  };
  return (
    <Button label={hostId === null ? w.sbomAll : w.sbom} disabled={disabled} onPress={save}>
      {hostId === null ? w.sbomShort : w.sbom}
    </Button>
  );
}
