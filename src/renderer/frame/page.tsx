import { useEffect, type ReactNode } from 'react';
import { openDialog } from '../state/dialogs.ts';
import { hush, useNotice } from '../state/notices.ts';
import { t } from '../texts/index.ts';
import { Banner } from '../ui/banner.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';

interface PageProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** The page above: "Hosts" over one host. */
  readonly above?: { readonly text: string; readonly href: string };
  readonly children: ReactNode;
}

/** What every page has: the bar with its title, and under it the one banner. */
export function Page({ title, note, above, children }: PageProps): ReactNode {
  useEffect(() => {
    document.title = `${title} - ${t.common.app}`;
  }, [title]);
  return (
    <>
      <header className="top">
        {above && (
          <>
            <a href={above.href} className="crumb">
              {above.text}
            </a>
            <span className="faint" aria-hidden="true">
              /
            </span>
          </>
        )}
        <h1 className="cut" tabIndex={-1}>
          {title}
        </h1>
        <span className="dim cut note">{note}</span>
        <span className="grow" />
        <button type="button" className="cmdk" onClick={() => openDialog({ kind: 'palette' })}>
          <Icon name="search" />
          <span>{t.frame.find}</span>
          <kbd>{t.frame.findKey}</kbd>
        </button>
      </header>
      <NoticeBanner />
      {children}
    </>
  );
}

function NoticeBanner(): ReactNode {
  const notice = useNotice((state) => state.notice);
  if (!notice) return null;
  const run = async (): Promise<void> => {
    await notice.action?.run();
    hush();
  };
  const action = (
    <span className="row">
      {notice.action && (
        <Button small onPress={run}>
          {notice.action.text}
        </Button>
      )}
      <IconButton icon="close" label={t.common.close} onPress={hush} />
    </span>
  );
  return (
    <Banner tone={notice.tone} action={action}>
      {notice.text}
    </Banner>
  );
}
