import { fail, ok, type Result } from '../../shared/domain/result.ts';

/** The largest subnet that is looked at: 4094 addresses. */
const LARGEST = 20;

const wrong = (message: string): Result<never> => fail({ kind: 'invalid-input', issues: [{ path: 'cidr', message }] });

/** The hosts' addresses of an IPv4 subnet such as 192.0.2.0/24; without its own and its broadcast address, where it has them (RFC 3021). */
export function addressesOf(cidr: string): Result<string[]> {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr)?.slice(1).map(Number);
  if (!parts || parts.slice(0, 4).some((byte) => byte > 255)) return wrong('an IPv4 subnet such as 192.0.2.0/24 is wanted');
  const [a, b, c, d, bits] = parts as [number, number, number, number, number];
  if (bits > 32) return wrong('a subnet has at most 32 bits');
  if (bits < LARGEST) return wrong(`a subnet of /${LARGEST} or smaller is wanted: at most ${2 ** (32 - LARGEST) - 2} addresses`);
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  const all = Array.from({ length: size }, (_, index) => first + index);
  return ok((bits <= 30 ? all.slice(1, -1) : all).map(dotted));
}

const dotted = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
