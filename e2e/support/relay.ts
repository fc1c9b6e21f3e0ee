import { createConnection, createServer, type AddressInfo, type Server } from 'node:net';
import { rmSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import type { Lab } from '../lab/lab.ts';

/**
 * A loopback port of a lab's network, reachable from a test outside of it: a process inside listens on a socket in
 * the file system, which both sides share, and this one on a loopback port of ours.
 */
export async function relay(lab: Lab, port: number, socket: string): Promise<{ port: number; end: () => void }> {
  const inside = `require('node:net').createServer((c) => { const s = require('node:net').connect(${port}, '127.0.0.1'); c.pipe(s).pipe(c); c.on('error', () => s.destroy()); s.on('error', () => c.destroy()); }).listen(${JSON.stringify(socket)}, () => console.log('ready'))`;
  const child: ChildProcess = lab.run([process.execPath, '-e', inside], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  const server: Server = createServer((client) => {
    const far = createConnection(socket);
    client.pipe(far).pipe(client);
    client.on('error', () => far.destroy());
    far.on('error', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const end = (): void => {
    server.close();
    child.kill('SIGKILL');
    rmSync(socket, { force: true });
  };
  return { port: (server.address() as AddressInfo).port, end };
}
