/**
 * `npm run shipped-feeds -- FOLDER [DAY]`: the data that ships with the app, made of kev.json and endoflife.json as `patchbay feeds
 * fetch` leaves them in FOLDER. DAY is that of a file that does not say its own. Only what is read of them is kept, in the form that
 * their publishers give them, and what was written is read again before it takes the place of what is there. The outcome is
 * committed: sources and licences are in resources/feeds/README.md, whose dates are to be renewed by hand.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packers } from '../../services/vulnerabilities/pack-shipped.ts';
import { ROOT } from './project.mjs';

const [folder, day = null] = process.argv.slice(2);
if (folder === undefined) throw new Error('npm run shipped-feeds -- FOLDER [DAY]');
for (const [name, make] of Object.entries(packers)) {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find((one) => existsSync(one));
  if (!path) throw new Error(`There is no ${name} in ${folder}.`);
  const { packed, date, rows } = await make(readFileSync(path), day);
  writeFileSync(join(ROOT, 'resources', 'feeds', `${name}.gz`), packed);
  console.log(`${name}.gz: data of ${date}, ${rows} rows, ${packed.length} bytes`);
}
