import type { ReactNode } from 'react';
import { pages } from '../routes.tsx';
import { href } from '../state/place.ts';
import { t } from '../texts/index.ts';
import { Icon } from '../ui/icon.tsx';

export const Rail = ({ current }: { current: string }): ReactNode => (
  <nav className="rail" aria-label={t.frame.pages}>
    {pages.map((page) => (
      <a
        key={page.id}
        href={href([page.id])}
        className={page.last ? 'end' : undefined}
        aria-current={page.id === current ? 'page' : undefined}
      >
        <Icon name={page.icon} size="large" />
        {page.name}
      </a>
    ))}
  </nav>
);
