import { z } from 'zod';

/**
 * What goes wrong on the way to a Windows host and behind it. Members of the union in problem.ts, kept here with what
 * the technician reads of each, and with the command for the host's own (elevated) PowerShell that mends it.
 */
const Text = z.string().max(4000);

export const windowsProblems = [
  /** The port answers, and it is not WS-Management. */
  z.object({ kind: z.literal('winrm-not-there'), address: Text, port: z.number(), detail: Text }),
  /** No way of signing in that we have is offered. */
  z.object({ kind: z.literal('winrm-not-offered'), address: Text, offered: z.array(Text).max(20), https: z.boolean(), detail: Text }),
  /** The password is right and the account may not use remote management. */
  z.object({ kind: z.literal('winrm-denied'), user: Text, address: Text, detail: Text }),
  z.object({ kind: z.literal('winrm-quota'), user: Text, address: Text, detail: Text }),
  z.object({ kind: z.literal('winrm-fault'), address: Text, what: Text, code: z.number().nullable(), detail: Text }),
  z.object({ kind: z.literal('windows-not-deployed') }),
] as const;

export type WindowsProblem = z.infer<(typeof windowsProblems)[number]>;

interface Said {
  readonly title: string;
  readonly did: string;
  readonly next: string;
  readonly remedy: 'edit-host' | 'retry' | 'none';
  readonly tone: 'bad' | 'warn';
  readonly detail: readonly string[];
}

const NOTHING_CHANGED = 'Nothing was changed on the host.';
const bad = (title: string, did: string, next: string, remedy: Said['remedy'], detail: readonly string[] = []): Said => ({
  title,
  did,
  next,
  remedy,
  tone: 'bad',
  detail: detail.filter(Boolean),
});

export function explainWindows(problem: WindowsProblem): Said {
  switch (problem.kind) {
    case 'winrm-not-there':
      return bad(
        `No WinRM behind ${problem.address} port ${problem.port}`,
        'Stopped before sign-in. No password and no command was sent.',
        'Check the port, and whether TLS belongs to it (5985 without, 5986 with). On the host: winrm enumerate winrm/config/listener',
        'edit-host',
        [problem.detail],
      );
    case 'winrm-not-offered':
      return bad(
        `${problem.address} offers no sign-in that Patchbay has: ${problem.offered.join(', ') || 'none'}`,
        'No password was sent.',
        problem.https
          ? 'On the host, for NTLM: Set-Item WSMan:\\localhost\\Service\\Auth\\Negotiate $true; or for Basic: Set-Item WSMan:\\localhost\\Service\\Auth\\Basic $true. Where policy forbids NTLM, only Basic over TLS is left; Kerberos is not supported yet.'
          : 'On the host: Set-Item WSMan:\\localhost\\Service\\Auth\\Negotiate $true. Where policy forbids NTLM (Network security: Restrict NTLM), use an HTTPS listener with Basic; Kerberos is not supported yet.',
        'edit-host',
        [problem.detail],
      );
    case 'winrm-denied':
      return bad(
        `${problem.user} may not use WinRM on ${problem.address}`,
        `The password is right. ${NOTHING_CHANGED}`,
        'The account must be in Administrators. Windows takes the rights of a local administrator (other than the built-in one) away over the network; to leave them, run on the host: New-ItemProperty HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System -Name LocalAccountTokenFilterPolicy -PropertyType DWord -Value 1 -Force',
        'edit-host',
        [problem.detail],
      );
    case 'winrm-quota':
      return bad(
        `${problem.user} has used up what WinRM on ${problem.address} allows`,
        NOTHING_CHANGED,
        'Shells that were left end by themselves after their idle time. To end all at once, run on the host: Restart-Service WinRM. To see the limits: winrm get winrm/config/winrs',
        'retry',
        [problem.detail],
      );
    case 'winrm-fault':
      return bad(
        `WinRM refuses: ${problem.what}`,
        NOTHING_CHANGED,
        'Read its words below. On the host: winrm helpmsg and the number says more.',
        'retry',
        [problem.code === null ? '' : `0x${(problem.code >>> 0).toString(16).toUpperCase().padStart(8, '0')}`, problem.detail],
      );
    case 'windows-not-deployed':
      return {
        title: 'Windows hosts are scanned and assessed; updates are not yet deployed',
        did: NOTHING_CHANGED,
        next: 'Install its updates by Windows Update, then scan it again: the findings follow.',
        remedy: 'none',
        tone: 'warn',
        detail: [],
      };
  }
}

/** What to do where nothing answers on a port that WinRM should be on. */
export const winrmClosed = (reason: string): string =>
  reason === 'refused'
    ? 'The host is up and WinRM does not listen there. On the host: Enable-PSRemoting -Force (on a client edition in a public network: Enable-PSRemoting -SkipNetworkProfileCheck -Force)'
    : 'The host is off, or its firewall is closed: on a network of the profile Public only the own subnet is let in. On the host: Set-NetConnectionProfile -NetworkCategory Private, or Set-NetFirewallRule -Name WINRM-HTTP-In-TCP-PUBLIC -RemoteAddress Any';

/** How a certificate is called where a host key's type would stand. */
export const CERTIFICATE = 'X.509 certificate';
const FINGERPRINTS =
  "Get-ChildItem Cert:\\LocalMachine\\My | ForEach-Object { 'SHA256:' + [Convert]::ToBase64String([Security.Cryptography.SHA256]::Create().ComputeHash($_.RawData)).TrimEnd('=') + ' ' + $_.Subject }";

/** First contact with a certificate that no authority of this computer vouches for. */
export const certificateUnknown = `On the host's console run "${FINGERPRINTS}", compare all characters, then accept it.`;
/** `where` is the file and line that has the old one. */
export const certificateChanged = (where: string): string =>
  `Find out whether the host was reinstalled or its listener got a new certificate. If so, remove its line (${where}) and scan again.`;
