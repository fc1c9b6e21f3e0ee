import type { AdvisoryFeedId } from '../../shared/domain/matching/ecosystem.ts';
import type { Advisory } from '../../shared/domain/vulnerability/rows.ts';
import { debianSecuritySupport } from './debian-security-support/index.ts';
import { debianTracker } from './debian-tracker/index.ts';
import { endoflife } from './endoflife/index.ts';
import { epss } from './epss/index.ts';
import { alpineSecdb } from './alpine-secdb/index.ts';
import { almalinuxOsv } from './almalinux-osv/index.ts';
import { archTracker } from './arch-tracker/index.ts';
import { opensuseOsv } from './opensuse-osv/index.ts';
import { redhatOsv } from './redhat-osv/index.ts';
import { redhatVex } from './redhat-vex/index.ts';
import { rockyOsv } from './rocky-osv/index.ts';
import { suseOsv } from './suse-osv/index.ts';
import { ubuntuOsv } from './ubuntu-osv/index.ts';
import { ubuntuVex } from './ubuntu-vex/index.ts';
import type { Feed } from './feed.ts';
import { kev } from './kev/index.ts';
import { msrc } from './msrc/index.ts';
import { vulnrichment } from './vulnrichment/index.ts';

/** What vendors say of their packages, by the id under which ecosystems ask for it. */
export const advisoryFeeds: Readonly<Record<AdvisoryFeedId, Feed<Advisory>>> = {
  'debian-tracker': debianTracker,
  'debian-security-support': debianSecuritySupport,
  'ubuntu-osv': ubuntuOsv,
  'ubuntu-vex': ubuntuVex,
  'suse-osv': suseOsv,
  'rocky-osv': rockyOsv,
  'redhat-osv': redhatOsv,
  'redhat-vex': redhatVex,
  'opensuse-osv': opensuseOsv,
  'arch-tracker': archTracker,
  'almalinux-osv': almalinuxOsv,
  'alpine-secdb': alpineSecdb,
  msrc,
};

/** Every feed that Patchbay knows; feeds.test.ts compares this with the folders. How to add one: docs/adding-a-feed.md. */
export const feeds = { ...advisoryFeeds, kev, epss, vulnrichment, endoflife } as const;
