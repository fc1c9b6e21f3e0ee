import type { ReactNode } from 'react';
import type { CredentialRow } from '../../../shared/contract/credentials.ts';
import { Page } from '../../frame/page.tsx';
import { openDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Answer, Bones, PaneBones } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { list } from '../../ui/format.ts';
import { VaultSection } from './vault-section.tsx';

const w = t.credentials;

/** Who signs in where, and where the secrets for it are. */
export function CredentialsPage(): ReactNode {
  const rows = useLive('credentials.list', {});
  const status = useLive('vault.status', {});
  return (
    <Page title={w.title}>
      <div className="page">
        <section className="pane" aria-labelledby="credentials">
          <header>
            <h2 id="credentials">{w.table}</h2>
            <span className="grow" />
            <Button small look="primary" icon="plus" onPress={() => openDialog({ kind: 'add-credential' })}>
              {w.add}
            </Button>
          </header>
          <Answer from={rows} what={w.table} bones={<PaneBones />}>
            {(some) => (some.length === 0 ? <p className="tbl-empty">{w.empty}</p> : <CredentialTable rows={some} />)}
          </Answer>
        </section>
        <div className="settings">
          <Answer from={status} what={t.vault.title} bones={<Bones />}>
            {(value) => <VaultSection status={value} />}
          </Answer>
        </div>
      </div>
    </Page>
  );
}

const CredentialTable = ({ rows }: { rows: readonly CredentialRow[] }): ReactNode => (
  <table className="plain-table" aria-label={w.table}>
    <thead>
      <tr>
        {[w.columns.name, w.columns.user, w.columns.signIn, w.columns.holds, w.columns.hosts].map((head) => (
          <th key={head} scope="col">
            {head}
          </th>
        ))}
        <th scope="col">
          <span className="vh">{w.columns.actions}</span>
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <Line key={row.id} row={row} />
      ))}
    </tbody>
  </table>
);

function Line({ row }: { row: CredentialRow }): ReactNode {
  const { id, name } = row;
  const action = (text: string, kind: 'set-secret' | 'edit-credential' | 'remove-credential'): ReactNode => (
    <Button small label={`${text} ${name}`} onPress={() => openDialog({ kind, id })}>
      {text}
    </Button>
  );
  return (
    <tr>
      <td className="name">
        <b>{name}</b>
      </td>
      <td className="mono">{row.user}</td>
      <td>{w.signIn(row.signIn)}</td>
      <td className={row.holds.length ? '' : 'dim'}>{row.holds.map((kind) => w.secret[kind]).join(', ') || w.nothing}</td>
      <td title={row.hosts.length ? list(row.hosts.map((host) => host.name)) : undefined}>{w.hosts(row.hosts.length)}</td>
      <td className="end">
        {action(w.setSecret, 'set-secret')} {action(w.edit, 'edit-credential')} {action(w.remove, 'remove-credential')}
      </td>
    </tr>
  );
}
