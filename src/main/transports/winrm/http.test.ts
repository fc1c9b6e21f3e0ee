import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { Http } from './http.ts';

async function withServer<T>(listen: RequestListener, work: (http: Http) => Promise<T>): Promise<T> {
  const server = createServer(listen).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const http = new Http(socket, '127.0.0.1', port);
  try {
    return await work(http);
  } finally {
    http.close();
    server.closeAllConnections();
    server.close();
  }
}
const body = Buffer.from('x');

it('keeps to one connection, one request after the other', async () => {
  const sockets = new Set<unknown>();
  let [now, most] = [0, 0];
  await withServer(
    (request, response) => {
      sockets.add(request.socket);
      most = Math.max(most, (now += 1));
      setTimeout(() => void response.end(String((now -= 1))), 5);
    },
    async (http) => {
      const replies = await Promise.all(Array.from({ length: 5 }, () => http.post({}, body, 5)));
      expect(replies.every((one) => one.ok && one.value.status === 200)).toBe(true);
    },
  );
  expect([sockets.size, most]).toEqual([1, 1]);
});

it('a host that closes the connection after an answer is a lost connection, and no second one is made', () =>
  withServer(
    (_, response) => void response.writeHead(200, { Connection: 'close' }).end('last'),
    async (http) => {
      expect((await http.post({}, body, 5)).ok).toBe(true);
      const after = await http.post({}, body, 5);
      expect(after).toMatchObject({ ok: false, problem: { kind: 'connection-lost' } });
    },
  ));

it('a host that says nothing, one that goes on for ever, and a person who does not wait', async () => {
  await withServer(
    () => {},
    async (http) => expect(await http.post({}, body, 0.1)).toMatchObject({ ok: false, problem: { kind: 'connection-lost', detail: 'no answer in 0.1 s' } }), // prettier-ignore
  );
  await withServer(
    (_, response) => {
      const more = (): void => void (response.write(Buffer.alloc(256 * 1024)) ? setImmediate(more) : response.once('drain', more));
      more();
    },
    async (http) => expect(await http.post({}, body, 20)).toMatchObject({ ok: false, problem: { kind: 'too-much-output' } }),
  );
  await withServer(
    () => {},
    async (http) => expect(await http.post({}, body, 20, AbortSignal.timeout(50))).toMatchObject({ ok: false, problem: { kind: 'cancelled' } }), // prettier-ignore
  );
});
