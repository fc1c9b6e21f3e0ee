import { takeStaged } from '../../store/restore.ts';

/** A process that is killed at one point of a restore. */
const [file, point] = process.argv.slice(2);
takeStaged(file!, () => new Date(), (at) => {
  if (at === point) process.kill(process.pid, 'SIGKILL');
});
