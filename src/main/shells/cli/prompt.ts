import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Io } from './io.ts';

/** Asks the person at the terminal. null: Ctrl-C, or the terminal went away. */
export interface Prompt {
  line(question: string): Promise<string | null>;
  /** What is typed is not shown. */
  secret(question: string): Promise<string | null>;
}

/** null where there is nobody to ask. Questions go to standard error: standard output is for results. */
export function openPrompt(io: Io): Prompt | null {
  if (!io.isTTY.stdin || !io.isTTY.stderr) return null;
  return {
    line: (question) => ask(io, question, false),
    secret: (question) => ask(io, question, true),
  };
}

function ask(io: Io, question: string, hidden: boolean): Promise<string | null> {
  const shown = new Writable({
    write(chunk: Buffer, _encoding, done) {
      io.stderr.write(chunk.toString());
      done();
    },
  });
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  io.stderr.write(`${cleanText(question)} `);
  return new Promise((resolve) => {
    // terminal: readline itself switches the terminal's echo off and prints what is typed to `output`, or nowhere.
    const reader = createInterface({ input: io.stdin, output: hidden ? nowhere : shown, terminal: true, historySize: 0 });
    const end = (answer: string | null) => {
      io.interrupted.removeEventListener('abort', stop);
      reader.removeListener('close', stop); // closing it ourselves is no end of the terminal
      reader.close();
      if (hidden || answer === null) io.stderr.write('\n');
      resolve(answer);
    };
    const stop = () => end(null);
    reader.once('line', (line) => end(line));
    reader.once('SIGINT', stop);
    reader.once('close', stop);
    io.interrupted.addEventListener('abort', stop, { once: true });
  });
}

/** Anything but yes is no. null: interrupted. */
export async function confirm(prompt: Prompt, question: string): Promise<boolean | null> {
  const answer = await prompt.line(`${question} [y/N]`);
  return answer === null ? null : /^y(es)?$/i.test(answer.trim());
}
