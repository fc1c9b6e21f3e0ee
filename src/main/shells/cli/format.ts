/** How numbers and times are written everywhere: powers of ten, 24 h, the shortest date that is still clear. */

export const count = (n: number): string => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ',');

/** "1 host", "3 hosts". */
export const plural = (n: number, word: string): string => `${count(n)} ${word}${n === 1 ? '' : 's'}`;

export function bytes(n: number): string {
  const sign = n < 0 ? '-' : '';
  let value = Math.abs(n);
  if (value < 1000) return `${sign}${value} B`;
  for (const unit of ['kB', 'MB', 'GB', 'TB']) {
    value /= 1000;
    if (value < 9.95) return `${sign}${value.toFixed(1)} ${unit}`;
    if (value < 999.5) return `${sign}${Math.round(value)} ${unit}`;
  }
  return `${sign}${count(value)} TB`;
}

/** From seconds. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const two = (n: number): string => String(n).padStart(2, '0');
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;

export const clock = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

/** A past time, in the local time zone: today 14:12, Wed 09:19, Fri 27 Nov, 2024-06-30. */
export function when(iso: string | null, now: Date): string {
  if (iso === null) return 'never';
  const at = new Date(iso);
  const hours = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const age = now.getTime() - at.getTime();
  if (at.toDateString() === now.toDateString()) return `today ${hours}`;
  if (age >= 0 && age < 6 * DAY_MS) return `${weekdays[at.getDay()]} ${hours}`;
  if (Math.abs(age) < 365 * DAY_MS) return `${weekdays[at.getDay()]} ${at.getDate()} ${months[at.getMonth()]}`;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A time to come, in the local time zone: Mon 23 Nov 14:12. */
export function dateAndTime(iso: string): string {
  const at = new Date(iso);
  return `${weekdays[at.getDay()]} ${at.getDate()} ${months[at.getMonth()]} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** How long ago, in whole days where it is days: "today", "1 day", "12 days". */
export function age(iso: string, now: Date): string {
  const days = Math.floor((now.getTime() - new Date(iso).getTime()) / DAY_MS);
  return days < 1 ? 'today' : plural(days, 'day');
}
