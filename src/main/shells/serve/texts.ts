/** What the shells themselves say, outside the page. */
const many = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

export const texts = {
  app: 'Patchbay',
  alreadyOpen: (shell: string, pid: number, folder: string) =>
    `Patchbay is already open on ${folder} (${shell === 'electron' ? 'the Electron window' : 'the Chromium window'}, process ${pid}).`,
  raised: 'Its window was brought to the front.',
  bug: 'Patchbay met a bug and has to end',
  bugDetail: (file: string) =>
    `What has begun on a host goes on there, and the next start takes it up again.\nKind and place are in ${file}`,
  pageBack: 'The window had stopped working and was loaded again. Nothing on a host was interrupted.',
  hangs: 'The window does not answer',
  hangsDetail: 'The engine goes on. Loading the window again interrupts nothing on a host.',
  wait: 'Wait',
  loadAgain: 'Load again',
  quitTitle: (open: number) => (open === 1 ? '1 deployment is not finished' : `${open} deployments are not finished`),
  quitDetail: 'What has begun on a host goes on there. Hosts that have not begun wait until Patchbay is open again.',
  quit: 'Quit',
  stay: 'Stay',
  saved: (where: string) => `Saved as ${where}`,
  notSaved: (name: string) => `${name} could not be saved`,
  held: (name: string, why: string) => ({ title: `${name} is held`, body: why }),
  approval: (name: string, ring: number) => ({
    title: `${name} waits for an approval`,
    body: `Ring ${ring} has passed; the next begins once somebody approves it`,
  }),
  needYou: (name: string, hosts: number, first: string) => ({
    title: `${many(hosts, 'host')} of ${name} ${hosts === 1 ? 'needs' : 'need'} you`,
    body: first,
  }),
  finished: (name: string, done: number, failed: number) => ({
    title: `${name} is finished`,
    body: failed === 0 ? `${many(done, 'host')} done` : `${many(done, 'host')} done, ${failed} failed`,
  }),
  update: {
    there: (version: string) => `Patchbay ${version} can be had`,
    thereDetail: (current: string) =>
      `This is ${current}. It is fetched and its signature checked; nothing is installed before you say so.`,
    fetch: 'Fetch it',
    later: 'Not now',
    ready: (version: string) => `Patchbay ${version} is ready to be installed`,
    readyDetail: 'Patchbay ends and starts again. What has begun on a host goes on there.',
    install: 'Restart and install',
    failed: (why: string) => `No new version could be looked for or fetched: ${why}`,
  },
};
