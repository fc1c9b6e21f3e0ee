import { act } from '../../state/notices.ts';

/** Fetches the script of a host and hands it to the browser's own saving. */
export async function saveSudoers(hostId: string): Promise<void> {
  const file = await act('hosts.sudoersFile', { id: hostId });
  if (!file) return;
  const url = URL.createObjectURL(new Blob([file.text], { type: 'text/x-shellscript' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: file.name });
  link.click();
  URL.revokeObjectURL(url);
}
