import { common, hostState, problems, remedies } from './common.ts';
import { frame } from './frame.ts';
import { history, settings } from './history.ts';
import { hostFacts, hostForm, hosts, importing, keys, secrets } from './hosts.ts';
import { assess, deploy, patch, report, rollBack, scan, test, verify } from './patch.ts';
import { plots } from './plots.ts';
import { start } from './start.ts';
import { table } from './table.ts';

/** Every word of the window. Glossary words, facts with their numbers, no full stop in cells. */
export const t = {
  common,
  hostState,
  problems,
  remedies,
  frame,
  history,
  settings,
  hostFacts,
  hostForm,
  hosts,
  importing,
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
  table,
};
