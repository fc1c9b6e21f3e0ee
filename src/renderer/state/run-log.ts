import { useEffect, useState } from 'react';
import { isFinal, type Run } from '../../shared/domain/deployment.ts';
import { ask } from './api.ts';

/** While a run works its log grows without an event of its own. Milliseconds. */
const LOOK_AGAIN = 1000;
/** A window need not hold more; the whole log stays on record. Characters. */
const MOST = 4_000_000;

/** The log from its beginning, read on by offset: nothing is fetched twice. */
export function useRunLog(deploymentId: string, run: Run): string {
  const [text, setText] = useState('');
  const grows = !isFinal(run.state);
  const { hostId } = run;

  useEffect(() => {
    let next = 0;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async (): Promise<void> => {
      const reply = await ask('deployments.log', { id: deploymentId, hostId, from: next });
      if (over) return;
      if (reply.ok && reply.value.next > next) {
        const { text: more, next: after, size } = reply.value;
        const first = next === 0;
        next = after;
        setText((before) => (first ? more : before + more).slice(-MOST));
        if (after < size) return read();
      }
      if (grows) timer = setTimeout(() => void read(), LOOK_AGAIN);
    };
    void read();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [deploymentId, hostId, grows]);

  return text;
}
