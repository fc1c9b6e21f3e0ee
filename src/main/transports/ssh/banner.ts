import { cleanText } from '../../../shared/domain/text.ts';
import { connectTcp } from '../tcp.ts';

/** A server may say other lines before the one that begins with "SSH-" (RFC 4253, 4.2); no more than this is heard. */
const MOST_BYTES = 8192;

/**
 * How whoever listens there introduces itself: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7", as text. Empty: something
 * listens and is no SSH server, or said nothing in time. Null: nobody listens. Sends nothing.
 */
export async function readBanner(address: string, port: number, seconds: number, signal: AbortSignal): Promise<string | null> {
  const connected = await connectTcp(address, port, seconds, signal);
  if (!connected.ok) return null;
  const socket = connected.value;
  return new Promise((resolve) => {
    let heard = '';
    const end = (banner: string): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(banner);
    };
    const stop = (): void => end('');
    const timer = setTimeout(stop, seconds * 1000);
    socket.on('error', stop);
    socket.on('close', stop);
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      const line = /(?:^|\n)(SSH-[^\r\n]*)\r?\n/.exec(heard)?.[1];
      if (line !== undefined) end(cleanText(line, 255));
      else if (heard.length > MOST_BYTES) end('');
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
