import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createTls } from 'node:https';
import { createServer as createTcp } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { CustomCheck } from '../../shared/domain/rollout.ts';
import { checkFromHere } from './laptop-checks.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});
async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const http = (url: string, status = 200) =>
  CustomCheck.parse({ by: 'http', name: 'Shop', url, status }) as Extract<CustomCheck, { by: 'http' }>;
const site = (answer: RequestListener) => listen(createServer(answer));

it('asks the host that is looked at, and compares the status', async () => {
  const port = await site((request, response) => response.writeHead(request.url === '/health' ? 204 : 404).end('x'.repeat(1000)));
  expect(await checkFromHere(http(`http://{address}:${port}/health`, 204), '127.0.0.1')).toEqual({
    name: 'Shop', outcome: 'passed', detail: `127.0.0.1:${port} answers 204`,
  }); // prettier-ignore
  expect(await checkFromHere(http(`http://{address}:${port}/`, 204), '127.0.0.1')).toMatchObject({
    outcome: 'failed', detail: `127.0.0.1:${port} answers 404, wanted 204`,
  }); // prettier-ignore
});

it('follows no redirect, and reads no body however long', async () => {
  let elsewhere = 0;
  const other = await site((_, response) => ((elsewhere += 1), response.end()));
  const port = await site((request, response) => {
    if (request.url === '/endless') {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    } else response.writeHead(302, { location: `http://127.0.0.1:${other}/` }).end();
  });
  expect(await checkFromHere(http(`http://{address}:${port}/`, 200), '127.0.0.1')).toMatchObject({ outcome: 'failed' });
  expect(await checkFromHere(http(`http://{address}:${port}/`, 302), '127.0.0.1')).toMatchObject({ outcome: 'passed' });
  expect(await checkFromHere(http(`http://{address}:${port}/endless`), '127.0.0.1')).toMatchObject({ outcome: 'passed' });
  expect(elsewhere).toBe(0);
});

it('fails with what happened where nothing answers, where TLS is not spoken, and where an address is none', async () => {
  const gone = await listen(createTcp());
  open.pop()?.close();
  expect((await checkFromHere(http(`http://{address}:${gone}/`), '127.0.0.1')).detail).toContain('ECONNREFUSED');
  const silent = await listen(createTls({}));
  expect(await checkFromHere(http(`https://{address}:${silent}/`), '127.0.0.1')).toMatchObject({ outcome: 'failed' });
  expect(await checkFromHere(http('http://{address}/'), 'not an address')).toMatchObject({ outcome: 'failed' });
});

it('knows whether a port takes a connection', async () => {
  const port = await listen(createTcp((socket) => socket.destroy()));
  expect(await checkFromHere({ by: 'tcp', name: 'DB', port }, '127.0.0.1')).toEqual({
    name: 'DB',
    outcome: 'passed',
    detail: `${port}/tcp takes a connection`,
  });
  open.pop()?.close();
  expect(await checkFromHere({ by: 'tcp', name: 'DB', port }, '127.0.0.1')).toMatchObject({ outcome: 'failed' });
});
