/** Which release and which part of it an OSV record of an RPM distribution means by "ecosystem". */
export interface RpmPlace {
  readonly release: string;
  /** What it takes beside the release itself; empty for nothing. */
  readonly channel: string;
}

type Places = (ecosystem: string) => readonly RpmPlace[];

/** Looked up thousands of times for a few dozen names. A minor release that is kept also wants its main stream, to say what it lacks. */
export function placesFor(places: Places, wanted: readonly string[]): Places {
  const known = new Map<string, readonly RpmPlace[]>();
  const kept = wanted.filter((release) => /\.\d+-[a-z0-9]+$/.test(release));
  return (ecosystem) => {
    const before = known.get(ecosystem);
    if (before) return before;
    const all = places(ecosystem);
    const main = all.flatMap(({ release, channel }) =>
      channel === '' ? kept.filter((one) => one.startsWith(`${release}.`)).map((one) => ({ release: one, channel: 'main' })) : [],
    );
    const found = [...all.filter(({ release }) => wanted.includes(release)), ...main];
    known.set(ecosystem, found);
    return found;
  };
}

const place = (release: string | null, channel = ''): readonly RpmPlace[] => (release === null ? [] : [{ release, channel }]);

/** "AlmaLinux:9" */
export const almaPlaces = (ecosystem: string): readonly RpmPlace[] => place(idOf(/^AlmaLinux:(\d+)$/, ecosystem, 'almalinux:'));
/** "Rocky Linux:9" */
export const rockyPlaces = (ecosystem: string): readonly RpmPlace[] => place(idOf(/^Rocky Linux:(\d+)$/, ecosystem, 'rocky:'));

function idOf(form: RegExp, ecosystem: string, prefix: string): string | null {
  const [, number] = form.exec(ecosystem) ?? [];
  return number === undefined ? null : `${prefix}${number}`;
}

const MAIN = /^Red Hat:(enterprise_linux|rhel_extras|rhel_els):(\d+)(?:\.\d+)?(?:::.*)?$/;
const KEPT = /^Red Hat:rhel_(eus|e4s|aus|tus):(\d+)\.(\d+)(?:::.*)?$/;

/** CPEs without their head: "Red Hat:enterprise_linux:9::appstream", "Red Hat:rhel_eus:9.4::baseos". */
export function redHatPlaces(ecosystem: string): readonly RpmPlace[] {
  const [, product, major] = MAIN.exec(ecosystem) ?? [];
  if (major !== undefined) return place(`rhel:${major}`, product === 'rhel_els' ? 'ELS' : '');
  const [, kind = '', of = '', minor] = KEPT.exec(ecosystem) ?? [];
  return minor === undefined ? [] : place(`rhel:${of}.${minor}-${kind}`, '');
}

const SLE = /^SUSE:Linux Enterprise (?!Micro\b|Live Patching\b)[A-Za-z ]*?(\d+)(?: SP(\d+)|\.(\d+))?((?:-[A-Z][A-Za-z]*)*)$/;

/** Products and modules of one service pack are one release: "SUSE:Linux Enterprise Module for Basesystem 15 SP6". */
export function susePlaces(ecosystem: string): readonly RpmPlace[] {
  const [, major, pack, minor, channel = ''] = SLE.exec(ecosystem) ?? [];
  if (major === undefined) return [];
  // The modules of SLE 12 have no service packs: they are for all of them.
  const packs =
    major === '12' && pack === undefined && ecosystem.includes(' Module ') ? ['0', '1', '2', '3', '4', '5'] : [pack ?? minor ?? '0'];
  return packs.flatMap((one) => place(`sles:${major}.${one}`, channel.slice(1)));
}

/** "openSUSE:Leap 15.6", "openSUSE:Tumbleweed" */
export function opensusePlaces(ecosystem: string): readonly RpmPlace[] {
  if (ecosystem === 'openSUSE:Tumbleweed') return place('opensuse-tumbleweed');
  return place(idOf(/^openSUSE:Leap (\d+\.\d+)$/, ecosystem, 'opensuse-leap:'));
}

/** The streams that an advisory's summary names: "Moderate: nodejs:18 security update", "virt:rhel and virt-devel:rhel ...". */
export function streamsOf(summary: string): string[] {
  const found = summary.matchAll(/(?<=^|\s)([A-Za-z][A-Za-z0-9_.+-]*):([A-Za-z0-9][A-Za-z0-9_.+-]*)(?=[\s,/]|$)/g);
  return [...new Set([...found].map(([, module, stream]) => `${module}:${stream}`))];
}
