import { createElement, useId, type ReactElement, type ReactNode } from 'react';
import type { Block, Label, Mark, Rule, Scene } from './scene.ts';

/**
 * A scene as SVG: data in, marks out, no state and no measuring, so that `react-dom/server` draws it for a report as React
 * does in the window. Written without JSX because Node runs this file as it is. Colours are classes (plots.css).
 */
export function Svg({ scene }: { readonly scene: Scene }): ReactElement {
  const id = `h${useId().replace(/\W/g, '')}`;
  return createElement(
    'svg',
    {
      className: 'plot',
      role: 'img',
      'aria-label': scene.label,
      width: scene.width,
      height: scene.height,
      viewBox: `0 0 ${scene.width} ${scene.height}`,
    },
    createElement('defs', null, hatch(id)),
    scene.marks.map((mark, index) => createElement('g', { key: index }, shape(mark, id))),
  );
}

/** Lines at 45 degrees: unknown is loud in grey, too. */
const hatch = (id: string): ReactNode =>
  createElement(
    'pattern',
    { id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    createElement('path', { className: 'plot-hatch', d: 'M1 0V5' }),
  );

function shape(mark: Mark, hatchId: string): ReactNode {
  switch (mark.kind) {
    case 'block':
      return block(mark, hatchId);
    case 'rule':
      return rule(mark);
    default:
      return label(mark);
  }
}

function block({ x, y, width, height, fill, tone, title }: Block, hatchId: string): ReactNode {
  // An outline lies half outside its box: it is drawn half a pixel further in.
  const inset = fill === 'solid' ? 0 : Math.min(0.5, width / 2, height / 2);
  const place = { x: x + inset, y: y + inset, width: width - 2 * inset, height: height - 2 * inset };
  const look = { className: `plot-block ${fill} ${tone}`, ...(fill === 'hatch' ? { fill: `url(#${hatchId})` } : {}) };
  return createElement('rect', { ...place, ...look }, title === undefined ? null : createElement('title', null, title));
}

const rule = ({ x1, y1, x2, y2, look }: Rule): ReactNode => createElement('line', { x1, y1, x2, y2, className: `plot-rule ${look}` });

const label = ({ x, y, anchor, ink, strong, text, title }: Label): ReactNode =>
  createElement(
    'text',
    { x, y, textAnchor: anchor, className: `plot-text ${ink}${strong ? ' strong' : ''}` },
    title === undefined ? null : createElement('title', null, title),
    text,
  );
