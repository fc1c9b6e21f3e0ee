import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scanAnswer } from '../../../src/main/platforms/windows/scan.test-kit.ts';
import { startEndpoint, type Endpoint, type EndpointOptions } from './endpoint.ts';
import type { Windows } from './windows.ts';

export interface Pki {
  readonly key: string;
  readonly cert: string;
}

/** A self-signed certificate, made by OpenSSL: what Windows makes for a listener of its own. */
export function selfSigned(name = 'win1.lab.test', digest = 'sha256'): Pki {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-winrm-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', `-${digest}`, '-days', '2', '-subj', `/CN=${name}`];
    execFileSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const USERS = { kim: 'Pässword 1€' } as const;

export const wayInAnswer = (): string =>
  ['user WIN1\\kim', 'manager Windows Update', `clock ${Math.round(Date.now() / 1000)}`, 'space 39062500 C:'].join('\n');

export const serverCore: Windows = { admin: true, answer: (script) => (script === 'windows/scan.ps1' ? scanAnswer() : wayInAnswer()) };

/** An endpoint for the time of one piece of work. */
export async function withEndpoint<T>(options: Partial<EndpointOptions>, work: (endpoint: Endpoint) => Promise<T>): Promise<T> {
  const endpoint = await startEndpoint({ users: USERS, windows: serverCore, ...options });
  try {
    return await work(endpoint);
  } finally {
    await endpoint.close();
  }
}
