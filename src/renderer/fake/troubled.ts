import type { Api, CallInput, CallName, Reply } from '../../shared/contract/contract.ts';

/** How a call goes: answered, failed, or never answered. */
type Course = 'o' | 'f' | 's';

/**
 * An engine with trouble: "hosts.list:of,app.summary:s" answers the list once and fails from then on, and is silent about
 * the summary. Any call that is not named is answered.
 */
export function troubled(api: Api, trouble: string): Api {
  const courses = new Map<string, Course[]>(
    trouble
      .split(',')
      .filter(Boolean)
      .map((each) => {
        const [name = '', course = ''] = each.split(':');
        return [name, [...course] as Course[]];
      }),
  );
  const next = (name: string): Course => {
    const left = courses.get(name) ?? [];
    return (left.length > 1 ? left.shift() : left[0]) ?? 'o';
  };
  return {
    onChange: (listener) => api.onChange(listener),
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<Reply<N>> {
      const course = next(name);
      if (course === 's') return new Promise(() => undefined);
      if (course === 'o') return api.call(name, input);
      return { ok: false, problem: { kind: 'database', detail: 'disk I/O error', next: 'Look at the disk that the data folder is on.' } };
    },
  };
}
