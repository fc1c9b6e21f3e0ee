import { FRAMEWORKS, type Control, type Framework } from '../../../shared/domain/compliance/frameworks.ts';
import { count, h, joined, nb, type Html } from '../html.ts';
import { part, type Page } from '../report.ts';
import { table, type Row } from '../table.ts';

/** Says where the evidence stands. Whether a control is met is nobody's word but the assessor's. */
export function controlsPart(page: Page): Html {
  const { framework } = page;
  const findings = framework.controls.map((one) => findingOf(one, page));
  const open = findings.filter((one) => one.bad).length;
  const answer = h`For ${framework.name} ${count(framework.controls.length, 'control')} point to evidence in this report, and ${open} of them ${open === 1 ? 'carries' : 'carry'} an open or late finding.`;
  const rows = framework.controls.map((one, index): Row => [one.id, one.asks, evidence(one, page), findings[index]?.words ?? 'shown']);
  return part(
    13,
    'Where is the evidence for each control?',
    answer,
    h`${table({
      columns: [{ head: 'Control', width: '30mm' }, { head: 'What it asks' }, { head: 'Evidence: part (page)', width: '44mm' }, { head: 'Finding', width: '40mm' }],
      rows: [],
      groups: [{ head: framework.name, rows }],
      dense: true,
    })}<h3>Other frameworks</h3><p class="note">Not assessed here, since this report was not asked for them: ${FRAMEWORKS.filter((one: Framework) => one.id !== framework.id).map((one) => one.name).join('; ')}. Their due dates, where they set any, were not applied unless they are named in part 4.</p>
<p class="note">The map says where evidence stands. Whether a control is met is the assessor's judgement. The wording of a control is shortened; the text of its maker holds.</p>`,
  ); // prettier-ignore
}

const evidence = ({ parts }: Control, { pageOf }: Page): Html =>
  h`${joined(
    parts.map((number) => h`<a href="#part-${number}">${nb(`${number} (p. ${pageOf(number)})`)}</a>`),
    ', ',
  )}`;

function findingOf({ finding }: Control, { derived, data, document }: Page): { readonly words: string; readonly bad: boolean } {
  const { state } = derived.items;
  const { status } = derived.hosts;
  const failed = data.deployments.flatMap((one) => one.runs).filter((run) => run.state === 'failed' || run.state === 'lost').length; // prettier-ignore
  const told = (n: number, words: string): { words: string; bad: boolean } => ({ words, bad: n > 0 });
  switch (finding) {
    case 'overdue':
      return told(state['open-overdue'] + state['fixed-late'], `${state['open-overdue']} overdue, ${state['fixed-late']} late`);
    case 'coverage':
      return told(status.unknown, `${status.unknown} of ${derived.hosts.scope} hosts unknown`);
    case 'kev':
      return told(derived.kev.cves, `${count(derived.kev.cves, 'known-exploited CVE')} open`);
    case 'changes':
      return told(failed, `${count(data.deployments.length, 'deployment')}, ${count(failed, 'failed run')}`);
    case 'exceptions':
      return told(state.excepted, `${count(state.excepted, 'item')} under exception`);
    case 'unsupported':
      return told(status.unsupported, `${count(status.unsupported, 'unsupported host')}`);
    case 'chain':
      return told(
        document.chain.intact ? 0 : 1,
        document.chain.intact ? `chain holds, ${document.chain.entries} entries` : 'the chain does not hold',
      );
    default:
      return { words: 'shown', bad: false };
  }
}
