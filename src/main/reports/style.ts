import { cssString } from './html.ts';

export interface Fonts {
  /** WOFF2, base64. */
  readonly faces: readonly { readonly family: string; readonly weight: number; readonly range: string; readonly data: string }[];
}

export interface PageWords {
  /** Head of every page but the first. */
  readonly head: string;
  readonly id: string;
  readonly classification: string;
  /** Name of each part, by its number. */
  readonly parts: ReadonlyMap<number, string>;
}

/** Wide registers lie on their side. */
const LANDSCAPE: ReadonlySet<number> = new Set([7, 8, 9, 11, 14]);

/** One named page for each part, so that its head can name it: Chromium knows no running heads. */
export function pages({ head, id, classification, parts }: PageWords): string {
  const corner = 'font: 400 7.5pt "Source Sans 3"; color: #46535f;';
  const named = [...parts].map(([part, name]) => {
    const size = LANDSCAPE.has(part) ? 'size: A4 landscape; ' : '';
    const top = part === 1 ? 'margin-top: 14mm; @top-left { content: none; } @top-right { content: none; }' : `@top-right { content: ${cssString(`${part}  ${name}`)}; }`; // prettier-ignore
    return `@page p${part} { ${size}${top} } .p${part} { page: p${part}; }`;
  });
  return `@page { size: A4 portrait; margin: 20mm 15mm 19mm 15mm;
  @top-left { content: ${cssString(head)}; ${corner} vertical-align: bottom; padding-bottom: 3mm; }
  @top-right { ${corner} font-weight: 600; vertical-align: bottom; padding-bottom: 3mm; }
  @bottom-left { content: ${cssString(id)}; ${corner} vertical-align: top; padding-top: 4mm; }
  @bottom-center { content: ${cssString(classification)}; ${corner} vertical-align: top; padding-top: 4mm; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 600 7.5pt "Source Sans 3"; color: #16202a; vertical-align: top; padding-top: 4mm; } }
${named.join('\n')}`;
}

export const faces = ({ faces: some }: Fonts): string =>
  some
    .map(
      ({ family, weight, range, data }) =>
        `@font-face { font-family: "${family}"; font-weight: ${weight}; src: url(data:font/woff2;base64,${data}) format("woff2"); unicode-range: ${range}; }`,
    ) // prettier-ignore
    .join('\n');

/** Print first; on a screen the same, on a sheet. What each rule is for: docs/reports.md. */
export const SHEET = `
:root { --ink: #16202a; --soft: #46535f; --line: #c3cad1; --hair: #dfe4e8; --wash: #f2f5f7; --blue: #124a78; --bad: #8f1d1d; }
* { box-sizing: border-box; }
html { font: 400 9pt/1.38 "Source Sans 3", "Helvetica Neue", Arial, sans-serif; color: var(--ink); background: #fff; font-variant-numeric: tabular-nums lining-nums; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { margin: 0; }
p { margin: 0 0 2.2mm; orphans: 3; widows: 3; }
a { color: inherit; text-decoration: none; }
code { font: 400 .88em "Source Code Pro", "DejaVu Sans Mono", monospace; font-variant-ligatures: none; overflow-wrap: anywhere; }
.nb { white-space: nowrap; }
.soft { color: var(--soft); }
section.part { break-before: page; padding-top: 2.2mm; }
section.part:first-of-type { break-before: auto; }
h1, h2, h3 { break-after: avoid; break-inside: avoid; font-weight: 700; line-height: 1.2; margin: 0; }
h2 { font-size: 17pt; letter-spacing: -.1pt; }
h2 .n { display: inline-block; min-width: 9mm; color: var(--blue); }
h3 { font-size: 10.5pt; margin: 4.6mm 0 1.4mm; }
.qa { border-left: 1.2mm solid var(--blue); padding: .4mm 0 .4mm 3.2mm; margin: 3mm 0 4mm; break-inside: avoid; break-after: avoid; }
.qa .q { color: var(--soft); font-size: 8.5pt; margin: 0 0 .6mm; }
.qa .a { font-size: 11.5pt; line-height: 1.32; font-weight: 600; margin: 0; }
.note { font-size: 8pt; color: var(--soft); margin: 1.6mm 0 0; }
.check { font-size: 8pt; margin: 1.6mm 0 0; padding: 1.2mm 2mm; background: var(--wash); break-inside: avoid; }
.check b { font-weight: 600; }
.cols { display: grid; grid-template-columns: 1fr 1fr; gap: 7mm; align-items: start; margin-top: 4mm; }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 8pt; line-height: 1.28; margin-top: 1mm; }
table:has(caption) { margin-top: 4.6mm; } .cols table:has(caption) { margin-top: 0; }
table.keep { break-inside: avoid; }
caption { text-align: left; font-weight: 700; font-size: 9pt; padding: 0 0 1.2mm; break-after: avoid; }
caption .soft { font-weight: 400; }
thead { display: table-header-group; }
tfoot { display: table-row-group; }
tr { break-inside: avoid; }
th { font-weight: 600; text-align: left; vertical-align: bottom; }
thead th { border-bottom: .35mm solid var(--ink); padding: 1mm 1.4mm 1mm 0; line-height: 1.15; }
tbody th, tbody td, tfoot th, tfoot td { border-bottom: .2mm solid var(--hair); padding: .95mm 1.4mm .95mm 0; vertical-align: top; overflow-wrap: anywhere; }
tbody th { font-weight: 600; }
tfoot th, tfoot td { border-top: .35mm solid var(--ink); border-bottom: 0; font-weight: 700; }
th:last-child, td:last-child { padding-right: 0; }
.r { text-align: right !important; }
.c { text-align: center !important; }
th.r + th:not(.r), th.r + td:not(.r), td.r + td:not(.r) { padding-left: 3mm; }
tr.grp { break-after: avoid; }
.grp th { background: var(--wash); padding-left: 1.4mm; break-after: avoid; }
table.dense { font-size: 7.5pt; }
table.dense td, table.dense tbody th { padding-top: .7mm; padding-bottom: .7mm; }
table.kv th { width: 42mm; font-weight: 400; color: var(--soft); }
.zero { color: var(--soft); font-weight: 400; }
.st { white-space: nowrap; }
svg.m { width: 2.7mm; height: 2.7mm; vertical-align: -.35mm; margin-right: 1mm; }
b.late { color: var(--bad); font-weight: 700; }
div.fig { margin: 0 0 3mm; break-inside: avoid; }
p.cap { break-after: avoid; margin: 3mm 0 1.4mm; font-weight: 700; font-size: 9pt; }
p.cap .soft { font-weight: 400; }
svg.chart { display: block; max-width: 100%; height: auto; overflow: visible; }
svg text { font-family: "Source Sans 3", Arial, sans-serif; font-size: 11px; font-variant-numeric: tabular-nums; }
svg text.b { font-weight: 600; }
.bar { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm; border-bottom: .5mm solid var(--ink); padding-bottom: 2mm; }
.bar b { font-size: 11pt; }
h1 { font-size: 12pt; font-weight: 600; color: var(--soft); margin: 7mm 0 1mm; }
.verdict { font-size: 25pt; line-height: 1.14; font-weight: 700; letter-spacing: -.25pt; margin: 0 0 3mm; }
.plain { font-size: 12pt; line-height: 1.4; margin: 0 0 5mm; max-width: 172mm; }
.tiles { display: grid; grid-template-columns: repeat(6, 1fr); border-top: .35mm solid var(--ink); border-bottom: .2mm solid var(--line); margin: 2mm 0 5mm; }
.tiles div { padding: 1.8mm 1mm 1.6mm 2.2mm; border-left: .2mm solid var(--line); }
.tiles div:first-child { border-left: 0; padding-left: 0; }
.tiles b { display: block; font-size: 19pt; line-height: 1.1; font-weight: 700; }
.tiles span { font-size: 8.5pt; line-height: 1.2; display: block; }
.todo { margin: 0 0 4mm; padding: 0; list-style: none; counter-reset: t; }
.todo li { display: grid; grid-template-columns: 6mm 1fr; margin: 0 0 2mm; font-size: 10.5pt; line-height: 1.36; counter-increment: t; }
.todo li::before { content: counter(t) "."; font-weight: 700; color: var(--blue); }
.p1 { display: flex; flex-direction: column; min-height: 262mm; }
.p1 .id { margin-top: auto; border-top: .35mm solid var(--ink); padding-top: 2mm; }
.p1 .id .cols { margin: 0; }
.p1 .kv th { width: 25mm; }
.id td, .id th { border: 0; padding-top: .35mm; padding-bottom: .35mm; }
.toc { columns: 3; column-gap: 6mm; font-size: 8.5pt; padding: 0; margin: 1mm 0 0; list-style: none; }
.toc li { break-inside: avoid; margin-bottom: .6mm; }
.toc a { display: flex; } .toc .n { width: 6mm; color: var(--blue); font-weight: 600; } .toc .d { flex: 1; border-bottom: .25mm dotted #8c97a1; margin: 0 1mm 1mm; }
.head4 { display: grid; grid-template-columns: 1.2fr 1.2fr 1fr 1.25fr; gap: 5mm; margin: 0 0 2mm; }
.head4 div { border-top: .35mm solid var(--ink); padding-top: 1.2mm; font-size: 8.5pt; line-height: 1.3; overflow-wrap: anywhere; }
.head4 b { display: block; font-size: 16pt; line-height: 1.15; }
.sign { display: grid; grid-template-columns: 1fr 1fr 1fr; gap: 8mm; margin-top: 13mm; break-inside: avoid; }
.sign div { border-top: .3mm solid var(--ink); padding-top: 1mm; font-size: 8pt; }
dl { columns: 2; column-gap: 7mm; font-size: 8pt; margin: 0; } dl div { break-inside: avoid; margin-bottom: .8mm; } dt { display: inline; font-weight: 600; } dt::after { content: ":"; } dd { display: inline; margin: 0; }
@media screen { body { max-width: 190mm; margin: 10mm auto; padding: 0 5mm; } section.part { margin-bottom: 14mm; } .p1 { min-height: 0; } .p1 .id { margin-top: 6mm; } }
`;
