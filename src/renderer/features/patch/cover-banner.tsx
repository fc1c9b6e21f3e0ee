import type { ReactNode } from 'react';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { closesSource, type JudgedFix } from './judged-fix.ts';
import { canChoose } from './selection.ts';

const w = t.findings.fixList;
/** More than a few names in one line are not read. */
const MOST = 3;

interface CoverProps {
  readonly hostIds: readonly string[];
  readonly rows: readonly JudgedFix[];
  readonly onChoose: (rows: readonly JudgedFix[]) => void;
}

/** The few updates that close the most, of those that can be chosen. */
export function CoverBanner({ hostIds, rows, onChoose }: CoverProps): ReactNode {
  const exposure = useLive('findings.exposure', { hostIds: [...hostIds] }).value;
  const free = rows.filter(canChoose);
  const cover = exposure?.cover.filter((one) => free.some((row) => closesSource(row, one.source))).slice(0, MOST) ?? [];
  if (!exposure || cover.length === 0) return null;
  const closed = cover.reduce((sum, one) => sum + one.closes, 0);
  return (
    <Banner
      tone="live"
      action={
        <Button small onPress={() => onChoose(free.filter((row) => cover.some((one) => closesSource(row, one.source))))}>
          {w.chooseCover(cover.length)}
        </Button>
      }
    >
      <b>{w.cover(cover.length, closed, exposure.findings)}</b> {w.coverList(cover.map((one) => [one.source, one.closes]))}
    </Banner>
  );
}
