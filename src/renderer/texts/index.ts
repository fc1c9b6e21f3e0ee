import { common, hostState, problems, remedies } from './common.ts';
import { credentials, vault } from './credentials.ts';
import { endOfLife, exceptions } from './exceptions.ts';
import { dueRules, feeds } from './feeds.ts';
import { findings } from './findings.ts';
import { frame } from './frame.ts';
import { history, settings } from './history.ts';
import { hostFacts, hostForm, hosts, keys, secrets } from './hosts.ts';
import { discovering, editing, exporting, importing } from './inventory.ts';
import { assess, deploy, patch, report, rollBack, scan, test, verify } from './patch.ts';
import { plots } from './plots.ts';
import { start } from './start.ts';
import { wayIn } from './way-in.ts';
import { table } from './table.ts';

/** Every word of the window. Glossary words, facts with their numbers, no full stop in cells. */
export const t = {
  common,
  hostState,
  problems,
  remedies,
  credentials,
  vault,
  dueRules,
  endOfLife,
  exceptions,
  feeds,
  findings,
  frame,
  history,
  settings,
  hostFacts,
  hostForm,
  hosts,
  importing,
  exporting,
  editing,
  discovering,
  keys,
  secrets,
  assess,
  deploy,
  patch,
  plots,
  report,
  rollBack,
  scan,
  test,
  verify,
  start,
  wayIn,
  table,
};
