import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Frame, Tail } from './frame.ts';

const token = 'patchbay-0123';

function read(whole: Buffer, cuts: readonly number[]): { frame: Frame; inside: Buffer } {
  const inside: Buffer[] = [];
  const frame = new Frame(token, (bytes) => inside.push(bytes));
  const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b), whole.length];
  for (let index = 1; index < places.length; index++) frame.push(whole.subarray(places[index - 1], places[index]));
  return { frame, inside: Buffer.concat(inside) };
}

describe('a frame', () => {
  it('finds exactly what stands between the marks, wherever the stream is cut', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
      fc.constantFrom('\n', `\n${token}`, `\n${token}:en`, `${token}:begin`, 'zwölf Boxkämpfer\n').map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, bytes, bytes, fc.array(fc.nat(2000), { maxLength: 30 }), (noise, answer, after, cuts) => {
        const whole = Buffer.concat([noise, Buffer.from(`${token}:begin:1000\n`), answer, Buffer.from(`\n${token}:end:3\n`), after]);
        const { frame, inside } = read(whole, cuts);
        expect([frame.begin, frame.end]).toEqual(['1000', '3']);
        expect(inside.equals(answer)).toBe(true);
      }),
    );
  });

  it('has no end while the mark behind the answer is missing or cut', () => {
    for (const cut of ['', '\n', `\n${token}:end`, `\n${token}:end:1`]) {
      expect(read(Buffer.from(`${token}:begin:0\nanswer${cut}`), []).frame.end).toBeNull();
    }
  });

  it('does not wait for ever behind a mark', () => {
    expect(read(Buffer.from(`${token}:begin:${'9'.repeat(4000)}`), []).frame.begin).toBe('');
  });
});

describe('a tail', () => {
  it('is the end of everything that was pushed', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), fc.integer({ min: 1, max: 60 }), (chunks, limit) => {
        const tail = new Tail(limit);
        for (const chunk of chunks) tail.push(Buffer.from(chunk));
        const all = Buffer.concat(chunks);
        expect(tail.bytes().equals(all.subarray(Math.max(0, all.length - limit)))).toBe(true);
      }),
    );
  });
});
