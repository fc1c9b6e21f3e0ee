/** The only pages outside that Patchbay opens, in the person's own browser: its own, and what the makers of a system say of its updates. */
const PAGES: readonly { readonly host: string; readonly under: string }[] = [
  { host: 'github.com', under: '/patchbay/patchbay' },
  { host: 'security-tracker.debian.org', under: '/tracker' },
  { host: 'www.debian.org', under: '/security' },
  { host: 'ubuntu.com', under: '/security' },
];

/** The address as it may be handed to the system, or null where it may not: checklist item 15, https and fixed hosts only. */
export function externalPage(address: string): string | null {
  if (address.length > 2000 || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return null;
  const known = PAGES.some(({ host, under }) => url.hostname === host && (url.pathname === under || url.pathname.startsWith(`${under}/`)));
  return known ? url.href : null;
}
