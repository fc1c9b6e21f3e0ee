import type { ReactNode } from 'react';
import type { Place } from '../../state/place.ts';
import { HostPage } from './host-page.tsx';
import { HostsPage } from './hosts-page.tsx';

export const HostsRoute = ({ place }: { place: Place }): ReactNode =>
  place.path[1] ? <HostPage key={place.path[1]} id={place.path[1]} /> : <HostsPage />;
