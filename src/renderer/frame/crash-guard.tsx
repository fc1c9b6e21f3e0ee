import { Component, type ReactNode } from 'react';
import { t } from '../texts/index.ts';
import { Button } from '../ui/button.tsx';

/** A bug in one page leaves the rail, the footer and the other pages alone. */
export class CrashGuard extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="empty" role="alert">
        <h2>{t.frame.crash}</h2>
        <p className="dim">{t.frame.crashDid}</p>
        <code className="code">{error.message}</code>
        <Button look="primary" onPress={() => this.setState({ error: null })}>
          {t.frame.again}
        </Button>
      </div>
    );
  }
}
