import type { ReactNode } from 'react';

/** Drawn by us: a box of 16, stroke 1.5, round ends, the current colour. */
const shapes = {
  arrow: <path d="M2.5 8h11M9.5 4l4 4-4 4" />,
  calendar: (
    <>
      <rect x="2" y="3" width="12" height="11" rx="1" />
      <path d="M2 6.5h12M5 1.5v3M11 1.5v3" />
    </>
  ),
  conflict: <path d="M4 1.8h5.5L13 5.3v8.9H4zM6.5 8.5h4M6.5 11h4M9.3 2v3.5h3.5" />,
  copy: (
    <>
      <rect x="5" y="5" width="9" height="9" rx="1" />
      <path d="M11 5V2.5H2.5V11H5" />
    </>
  ),
  fail: <path d="M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5M5.8 5.8l4.4 4.4m0-4.4-4.4 4.4" />,
  file: <path d="M4 1.8h5.5L13 5.3v8.9H4zM9.3 2v3.5h3.5" />,
  findings: <path d="M8 1.8 13.5 4v4c0 3.2-2.3 5.3-5.5 6.4C4.8 13.3 2.5 11.2 2.5 8V4zM8 5v3.4M8 10.8v.1" />,
  gear: (
    <>
      <circle cx="8" cy="8" r="2.2" />
      <path d="M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4" />
    </>
  ),
  history: <path d="M2.2 8A5.8 5.8 0 1 0 4 3.8M2.2 2.5V5h2.5M8 5v3.2l2 1.3" />,
  hosts: (
    <>
      <rect x="1.8" y="2.5" width="12.4" height="8.5" rx="1" />
      <path d="M5.5 13.8h5M8 11v2.8" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 7.2v4M8 4.8v.1" />
    </>
  ),
  due: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 4.4V8l2.4 1.6" />
    </>
  ),
  overdue: <path d="M5.4 1.75h5.2l3.65 3.65v5.2l-3.65 3.65H5.4L1.75 10.6V5.4zM8 4.8v3.6M8 11v.1" />,
  key: (
    <>
      <circle cx="5" cy="11" r="3" />
      <path d="m7.2 8.8 6-6M10.6 5.4l2 2" />
    </>
  ),
  locked: (
    <>
      <rect x="3" y="7" width="10" height="7" rx="1.5" />
      <path d="M5 7V5a3 3 0 0 1 6 0v2M8 10v1.4" />
    </>
  ),
  minus: <path d="M3 8h10" />,
  noback: <path d="M3 3v3.6h3.6M3.2 6.5A5.6 5.6 0 1 1 2.6 10M2 14.5l12-13" />,
  ok: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="m5.2 8.2 2 2 3.6-4" />
    </>
  ),
  partly: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M8 1.75a6.25 6.25 0 0 0 0 12.5z" fill="currentColor" />
    </>
  ),
  patch: (
    <>
      <rect x="2" y="2.5" width="12" height="4.5" rx="1" />
      <rect x="2" y="9" width="12" height="4.5" rx="1" />
      <path d="M4.5 4.75h.1M4.5 11.25h.1M8 4.75h3.5M8 11.25h3.5" />
    </>
  ),
  pause: <path d="M5.5 3.5v9M10.5 3.5v9" strokeWidth="2" />,
  play: <path d="M5 2.8v10.4l8-5.2z" />,
  plus: <path d="M8 3v10M3 8h10" />,
  reboot: <path d="M8 1.8v5.4M4.6 4.1a5.4 5.4 0 1 0 6.8 0" />,
  retry: <path d="M13 3v3.6H9.4M12.8 6.5A5.6 5.6 0 1 0 13.4 10" />,
  rollback: <path d="M3 3v3.6h3.6M3.2 6.5A5.6 5.6 0 1 1 2.6 10" />,
  run: (
    <>
      <path d="M14.2 8A6.2 6.2 0 1 1 8 1.8" />
      <circle cx="8" cy="8" r="1.6" fill="currentColor" stroke="none" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.7" />
      <path d="m10.5 10.5 3.7 3.7" />
    </>
  ),
  services: <path d="M2.8 6.3A5.5 5.5 0 0 1 13 5.5M13.2 9.7A5.5 5.5 0 0 1 3 10.5M13.2 2.5v3.2H10M2.8 13.5v-3.2H6" />,
  shield: <path d="M8 1.8 13.5 4v4c0 3.2-2.3 5.3-5.5 6.4C4.8 13.3 2.5 11.2 2.5 8V4z" />,
  skip: (
    <>
      <circle cx="8" cy="8" r="6.25" />
      <path d="M5.2 8h5.6" />
    </>
  ),
  columns: <path d="M2 3.5h12M2 8h12M2 12.5h7M12.5 10.5v4M10.5 12.5h4" />,
  expand: <path d="m6 4 4 4-4 4" />,
  sort: <path d="m4.5 6.5 3.5 4 3.5-4z" fill="currentColor" stroke="none" />,
  start: <path d="M2 13.5h12M3.5 11V8M7 11V4.5M10.5 11V6.5M13.5 11V3" />,
  stop: <rect x="3.5" y="3.5" width="9" height="9" rx="1" />,
  tick: <path d="m3.5 8.5 3 3 6-7" />,
  unknown: (
    <>
      <circle cx="8" cy="8" r="6.25" strokeDasharray="2.6 2.3" />
      <path d="M6.3 6.4A1.75 1.75 0 1 1 8 8.3v.7M8 11.2v.1" />
    </>
  ),
  unreachable: (
    <path d="M6.5 4.5 5.4 3.4a2.4 2.4 0 0 0-3.4 0 2.4 2.4 0 0 0 0 3.4l1.1 1.1M9.5 11.5l1.1 1.1a2.4 2.4 0 0 0 3.4 0 2.4 2.4 0 0 0 0-3.4l-1.1-1.1M10.5 2.2v2M13.8 5.5h-2M5.5 13.8v-2M2.2 10.5h2" />
  ),
  up: <path d="M8 13V3.5M4 7.5l4-4 4 4" />,
  down: <path d="M8 3v9.5M4 8.5l4 4 4-4" />,
  wait: <circle cx="8" cy="8" r="6.25" />,
  warning: <path d="M8 2 14.5 13.5h-13zM8 6.4v3.2M8 11.6v.1" />,
  close: <path d="m4 4 8 8m0-8-8 8" />,
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** Always beside a word, or inside something that has a name of its own: hence hidden from a screen reader. */
export const Icon = ({ name, size = 'normal' }: { name: IconName; size?: 'small' | 'normal' | 'large' }): ReactNode => (
  <svg className={`i ${size}`} viewBox="0 0 16 16" aria-hidden="true">
    {shapes[name]}
  </svg>
);
