import type { ReactNode } from 'react';
import { useDialogs } from '../../state/dialogs.ts';
import { AcceptKeys } from './accept-keys.tsx';
import { AnswerQuestions } from './answer-questions.tsx';
import { CompareKeys } from './compare-keys.tsx';
import { DiscoverHosts } from './discover-hosts.tsx';
import { EditMany } from './edit-many.tsx';
import { EnterSecret } from './enter-secret.tsx';
import { ExportHosts } from './export-hosts.tsx';
import { AddHost, EditHost } from './host-form.tsx';
import { ImportHosts } from './import-hosts.tsx';
import { TestConnection } from './test-connection.tsx';

/** The dialogs about hosts that every page can open. */
export function HostDialogs(): ReactNode {
  const open = useDialogs((state) => state.open);
  switch (open?.kind) {
    case 'add-host':
      return <AddHost draft={open.draft ?? {}} />;
    case 'edit-host':
      return <EditHost key={open.hostId} hostId={open.hostId} />;
    case 'import-hosts':
      return <ImportHosts />;
    case 'discover-hosts':
      return <DiscoverHosts />;
    case 'export-hosts':
      return <ExportHosts hostIds={open.hostIds} />;
    case 'edit-many':
      return <EditMany hostIds={open.hostIds} />;
    case 'accept-keys':
      return <AcceptKeys hostIds={open.hostIds} resume={open.resume} />;
    case 'compare-keys':
      return <CompareKeys hostId={open.hostId} />;
    case 'enter-secret':
      return <EnterSecret hostId={open.hostId} resume={open.resume} asked={open.secret} />;
    case 'test-connection':
      return <TestConnection hostId={open.hostId} />;
    case 'answer-questions':
      return <AnswerQuestions key={JSON.stringify(open.questions)} hostId={open.hostId} questions={open.questions} resume={open.resume} />;
    default:
      return null;
  }
}
