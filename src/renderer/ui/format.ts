/** How numbers, sizes and times are written. 24 h, powers of ten, English month names; times are the technician's own zone. */
const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAY = 86_400_000;
const two = (value: number): string => String(value).padStart(2, '0');

export const count = (value: number): string =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');

/** "1 host", "1,204 hosts". */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** "4.6 GB", "40 GB", "118 MB", "512 B". */
export function bytes(value: number): string {
  const sign = value < 0 ? '-' : '';
  let rest = Math.abs(value);
  if (rest < 1000) return `${sign}${Math.round(rest)} B`;
  for (const unit of ['kB', 'MB', 'GB', 'TB']) {
    rest /= 1000;
    if (rest < 999.5 || unit === 'TB') return `${sign}${rest < 99.95 ? rest.toFixed(1).replace(/(?<=\d\d)\.0$/, '') : count(rest)} ${unit}`;
  }
  return '';
}

/** A span of time in seconds: "3.2 s", "41 s", "1 min 52 s", "2 h 5 min", "3 days". */
export function seconds(value: number): string {
  if (value < 9.95) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(value / 60);
  if (minutes < 2880) return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} days`;
}

const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0);
export const clock = (iso: string): string => {
  const date = new Date(iso);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
};
export const clockSeconds = (iso: string): string => `${clock(iso)}:${two(new Date(iso).getSeconds())}`;

const dayWord = (date: Date): string => `${days[date.getDay()]} ${date.getDate()} ${months[date.getMonth()]}`;

/** "today 14:12", "Wed 09:19" inside 7 days, "Fri 27 Nov" inside a year, "2028-06-30" beyond. */
export function when(iso: string, now: number = Date.now()): string {
  const date = new Date(iso);
  const away = Math.round((midnight(date.getTime()) - midnight(now)) / DAY);
  if (away === 0) return `today ${clock(iso)}`;
  if (Math.abs(away) < 7) return `${days[date.getDay()]} ${clock(iso)}`;
  if (Math.abs(away) < 365) return dayWord(date);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A bare day is that day here, wherever here is; with a time it is a moment. */
export const dayOf = (iso: string): Date => new Date(iso.length === 10 ? `${iso}T00:00` : iso);

/** A day without its time: "today", "Fri 27 Nov", "2028-06-30". */
export function dayName(iso: string, now: number = Date.now()): string {
  const date = dayOf(iso);
  const away = Math.round((midnight(date.getTime()) - midnight(now)) / DAY);
  if (away === 0) return 'today';
  return Math.abs(away) < 365 ? dayWord(date) : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** With the date always, for a record that is read later: "Fri 27 Nov 2026, 14:12". */
export const stamp = (iso: string, time: (iso: string) => string = clock): string => {
  const date = new Date(iso);
  return `${dayWord(date)} ${date.getFullYear()}, ${time(iso)}`;
};

/** Whole days since: "today", "1 day", "12 days". */
export function age(iso: string, now: number = Date.now()): string {
  const passed = Math.max(0, Math.round((midnight(now) - midnight(new Date(iso).getTime())) / DAY));
  return passed === 0 ? 'today' : plural(passed, 'day');
}

/** Never without what it is a percentage of: "75.0 % (36 of 48)". */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? 'no data' : `${((100 * part) / whole).toFixed(1)} % (${count(part)} of ${count(whole)})`;

/** "web-01, web-02 and 3 more". */
export function list(names: readonly string[], most = 3): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} more`;
}

/** The first characters of a hash, in groups one can read aloud: "5f3c 91ae". */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)} ${hash.slice(4, 8)}`;
