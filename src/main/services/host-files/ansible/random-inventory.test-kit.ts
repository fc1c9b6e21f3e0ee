import fc from 'fast-check';

/** A folder with an inventory that Ansible accepts, by path; the inventory itself is `main`. */
export interface Folder {
  readonly main: 'hosts.ini' | 'hosts.yml';
  readonly files: Readonly<Record<string, string>>;
}

const groupNames = ['web', 'db', 'prod', 'eu', 'shop_1', 'Zone', 'a9', 'backup'];
const group = fc.constantFrom(...groupNames);
const hostPattern = fc.constantFrom(
  'web[01:03].example', 'db[a:c]', 'h1', 'h2', 'h3', 'n[0:4:2]-x', '10.0.0.[8:11]', 'gate:2222', 'mail.example:22', 'x[1:2]y[a:b]',
  '2001:db8::1', '[2001:db8::2]:2200', 'u_1', 'Ümlaut', 'B[08:10]', 'Q[x:z]',
); // prettier-ignore

const iniValue = fc.constantFrom(
  '10.1.1.1', '2222', '"2200"', "'root'", 'deploy', 'True', 'false', 'yes', '022', '0x16', "'a b'", '"it\\\'s # no comment"', '~/.ssh/id',
  '{{ other }}', '[1, 2]', "'[not a list'", 'None', '1_000', '"tab\\there"', 'a=b=c', "'\"22\"'", "'\"caf\\u00e9\"'", '-5',
); // prettier-ignore
const sectionValue = fc.constantFrom(
  '10.2.2.2', '22', '"quoted"', "'single'", 'two words', 'with # hash', '5 # five', '"q" # c', 'True', 'no', '{{ tpl }}', '{"a": 1}', '',
); // prettier-ignore
const variable = fc.constantFrom(
  'ansible_host', 'ansible_port', 'ansible_user', 'ansible_ssh_user', 'ansible_connection', 'ansible_become', 'ansible_ssh_private_key_file',
  'ansible_ssh_common_args', 'patchbay_site', 'patchbay_notes', 'patchbay_ring', 'ansible_password', 'unrelated',
); // prettier-ignore

/** A child comes later in the list than its parent, so that nothing is within itself. */
const edges = fc
  .array(fc.tuple(group, group), { maxLength: 6 })
  .map((pairs) => pairs.filter(([parent, child]) => groupNames.indexOf(parent) < groupNames.indexOf(child)));
const priority = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined, freq: 4 });

const hostLine = fc.record({
  pattern: hostPattern,
  variables: fc.array(fc.tuple(variable, iniValue), { maxLength: 3 }),
  comment: fc.boolean(),
});
const lineText = ({ pattern, variables, comment }: typeof hostLine extends fc.Arbitrary<infer T> ? T : never): string =>
  [
    pattern,
    ...variables.map(([name, value]) => (/^['"]/.test(value) || !/\s/.test(value) ? `${name}=${value}` : `${name}='${value}'`)),
  ].join(' ') + (comment ? ' # comment' : '');

const ini = fc
  .record({
    loose: fc.array(hostLine, { maxLength: 3 }),
    members: fc.array(fc.tuple(group, fc.array(hostLine, { maxLength: 4 })), { maxLength: 5 }),
    edges,
    variables: fc.array(fc.tuple(fc.constantFrom('all', 'ungrouped', ...groupNames), variable, sectionValue), { maxLength: 6 }),
    priority: fc.tuple(group, priority),
  })
  .map(({ loose, members, edges: pairs, variables, priority: [of, value] }) => {
    const lines = loose.map(lineText);
    const declared = new Set([...members.map(([name]) => name), ...pairs.flat(), ...variables.map(([name]) => name), of]);
    for (const [parent, child] of pairs) lines.push(`[${parent}:children]`, child);
    for (const [name, variableName, text] of variables) lines.push('', `[${name}:vars]`, `${variableName} = ${text}`);
    if (value !== undefined) lines.push(`[${of}:vars]`, `ansible_group_priority=${value}`);
    for (const [name, hosts] of members) lines.push(`[${name}]`, ...hosts.map(lineText));
    for (const name of declared) if (name !== 'all' && name !== 'ungrouped') lines.push(`[${name}]`);
    return lines.join('\n') + '\n';
  });

const yamlValue = fc.constantFrom(
  '10.3.3.3', '22', '"22"', 'yes', 'no', 'true', 'deploy', '~', 'null', "'two words'", '0o17', '017', '1_000', '22:22', '{{ bad }}'.replace(/^|$/g, '"'),
  '[a, b]', '!unsafe "x{{y}}"', '"caf\\u00e9"', '|\n          lines\n          more', '!vault |\n          $ANSIBLE_VAULT;1.1;AES256\n          6162',
); // prettier-ignore
const variablesText = (pairs: readonly (readonly [string, string])[], indent: string): string =>
  [...new Map(pairs)].map(([name, value]) => `${indent}${name}: ${value.replaceAll('\n          ', `\n${indent}    `)}\n`).join('');

const yaml = fc
  .record({
    members: fc.array(
      fc.tuple(group, fc.array(fc.tuple(hostPattern, fc.array(fc.tuple(variable, yamlValue), { maxLength: 3 })), { maxLength: 4 })),
      { minLength: 1, maxLength: 4 },
    ),
    edges,
    all: fc.array(fc.tuple(variable, yamlValue), { maxLength: 3 }),
    groupVariables: fc.array(fc.tuple(group, fc.array(fc.tuple(variable, yamlValue), { minLength: 1, maxLength: 2 })), { maxLength: 3 }),
  })
  .map(({ members, edges: pairs, all, groupVariables }) => {
    const names = new Set([...members.map(([name]) => name), ...pairs.flat(), ...groupVariables.map(([name]) => name)]);
    let text = all.length ? `all:\n  vars:\n${variablesText(all, '    ')}` : 'all:\n';
    for (const name of names) {
      text += `${name}:\n`;
      const hosts = new Map(members.filter(([of]) => of === name).flatMap(([, each]) => each));
      if (hosts.size) text += '  hosts:\n';
      for (const [pattern, variables] of hosts) text += `    "${pattern}":\n${variablesText(variables, '      ')}`;
      const children = new Set(pairs.filter(([parent]) => parent === name).map(([, child]) => child));
      if (children.size) text += '  children:\n';
      for (const child of children) text += `    ${child}:\n`;
      const variables = groupVariables.filter(([of]) => of === name).flatMap(([, each]) => each);
      if (variables.length) text += `  vars:\n${variablesText(variables, '    ')}`;
    }
    return text;
  });

const varsFile = fc.array(fc.tuple(variable, yamlValue), { minLength: 1, maxLength: 3 }).map((pairs) => `---\n${variablesText(pairs, '')}`);
const beside = fc.array(
  fc.tuple(
    fc.oneof(
      fc.tuple(fc.constant('group_vars'), fc.constantFrom('all', 'ungrouped', ...groupNames)),
      fc.tuple(fc.constant('host_vars'), fc.constantFrom('h1', 'h2', 'web01.example', 'dba')),
    ),
    fc.constantFrom('', '.yml', '.yaml', '/main.yml', '/z.yml'),
    varsFile,
  ),
  { maxLength: 4 },
);

export const folder: fc.Arbitrary<Folder> = fc
  .tuple(
    fc.oneof(
      ini.map((text) => ['hosts.ini', text] as const),
      yaml.map((text) => ['hosts.yml', text] as const),
    ),
    beside,
  )
  .map(([[main, text], files]) => {
    const chosen = new Map<string, string>();
    for (const [[kind, name], ending, content] of files) {
      const base = `${kind}/${name}`;
      // A file and a folder of the same name cannot be there together.
      const clash = [...chosen.keys()].some((path) => path === base || (ending === '' && path.startsWith(`${base}/`)));
      if (!clash) chosen.set(base + ending, content);
    }
    return { main, files: { [main]: text, ...Object.fromEntries(chosen) } };
  });
