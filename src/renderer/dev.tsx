import './frame/policy.ts';
import './ui/styles.ts';
import type { Scenario } from './fake/engine.ts';

// For working on the window and for its tests: ?scenario=fleet|empty|large|running|finished&speed=10&theme=dark&trouble=hosts.list:f
const asked = new URLSearchParams(window.location.search);
const { fakeApi } = await import('./fake/engine.ts');
const { troubled } = await import('./fake/troubled.ts');
const { mount } = await import('./frame/mount.tsx');
const api = fakeApi((asked.get('scenario') ?? 'fleet') as Scenario, Number(asked.get('speed') ?? 1));
const theme = asked.get('theme');
if (theme === 'light' || theme === 'dark') await api.call('settings.set', { theme });
Object.defineProperty(window, 'api', { value: troubled(api, asked.get('trouble') ?? '') });
mount();
